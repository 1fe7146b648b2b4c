using System.Collections.Generic;
using Microsoft.Build.Framework;
using Ptm.Build.Evaluator;

namespace Ptm.Build;

/// <summary>
/// MSBuild's terminal logger shows of a task the name of its target, warnings and errors, and nothing else, unless the project is being tested:
/// then it shows each test that ends, and what a test run says. That is what a gate does.
/// </summary>
internal sealed class TerminalProgress(IBuildEngine build, bool isOn)
{
    const string Said = "TLTESTOUTPUT";
    const string Passed = "TLTESTPASSED";
    const string NotPassed = "TLTESTSKIPPED";

    public void Show(EvaluatorMessage message)
    {
        if (isOn)
        {
            string outcome = message.Outcome ?? "";
            Log(outcome == EvaluatorMessage.PassedOutcome ? Passed : NotPassed, $"Ptm: {outcome} {message.Name}", new() { ["localizedResult"] = outcome, ["displayName"] = message.Name });
        }
    }

    /// <returns>Whether it was said: elsewhere it has to be said otherwise.</returns>
    public bool Say(string message)
    {
        if (isOn)
        {
            Log(Said, message, []);
        }

        return isOn;
    }

    void Log(string type, string message, Dictionary<string, string?> metadata) =>
        build.LogMessageEvent(new ExtendedBuildMessageEventArgs(type, message, null, nameof(PtmEval), MessageImportance.High) { ExtendedMetadata = metadata });
}
