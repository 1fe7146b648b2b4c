namespace Ptm.Cli.Output;

/// <summary>Follows an evaluation from start to end.</summary>
internal interface IEvalReport
{
    /// <param name="evaluator">Where it is evaluated: the embedded engine, or a server's URL.</param>
    /// <param name="total">How many cases.</param>
    /// <param name="here">With a server, how many of them stay in this process, which alone has their program; null without one.</param>
    /// <param name="prompts">How many of them each prompt has, in order.</param>
    void Start(string evaluator, int total, int? here, IReadOnlyList<KeyValuePair<string, int>> prompts);

    /// <summary>Says what a person may have expected otherwise.</summary>
    void Remark(string text);

    /// <summary>Writes a line that the build service around this process obeys.</summary>
    void Command(string line);

    void Finding(Diagnostic finding);

    void Result(CaseResult result);

    /// <param name="run">The run with its figures.</param>
    /// <param name="gate">What the gate says of it.</param>
    /// <param name="exitCode">What the process will say.</param>
    /// <param name="files">Every file the verdict rests on; a pattern stands for the list of files that match.</param>
    /// <param name="environment">Names of the environment's variables that the verdict rests on, whether they are set or not.</param>
    void End(RunResult run, GateResult gate, int exitCode, IReadOnlyList<string> files, IReadOnlyList<string> environment);

    /// <summary>These files are evaluated too, because a <c>ptm.yaml</c> names them.</summary>
    void Added(IReadOnlyList<string> files);

    /// <summary>There is no prompt to evaluate.</summary>
    /// <param name="exitCode">What the process will say.</param>
    /// <param name="files">What that rests on.</param>
    void Empty(int exitCode, IReadOnlyList<string> files);

    /// <summary>Nothing was evaluated, for the reasons found so far.</summary>
    void Refuse(int exitCode);
}
