using System.IO;
using System.Runtime.Serialization;
using System.Runtime.Serialization.Json;
using System.Text;

namespace Ptm.Build.Evaluator;

/// <summary>
/// One line of what the evaluator says. Read by the serializer that both .NET and .NET Framework have in the box:
/// System.Text.Json would be a dependency, which in MSBuild.exe collides with other tasks' versions of it.
/// </summary>
[DataContract]
internal sealed class EvaluatorMessage
{
    public const string Start = "start";
    public const string Added = "added";
    public const string Case = "case";
    public const string Diagnostic = "diagnostic";
    public const string End = "end";

    /// <summary>A line that a build service obeys when it reads it in the build's output.</summary>
    public const string Command = "command";

    /// <summary>An outcome of a case.</summary>
    public const string PassedOutcome = "passed";

    /// <summary>A state of the end.</summary>
    public const string Cancelled = "cancelled";

    /// <summary>A state of the end: there was no prompt.</summary>
    public const string Empty = "empty";

    /// <summary>Not of the protocol: something else wrote to the same output.</summary>
    public const string Text = "text";

    static readonly DataContractJsonSerializer s_serializer = new(typeof(EvaluatorMessage));

    [DataMember(Name = "type")]
    public string? Type { get; set; }

    [DataMember(Name = "severity")]
    public string? Severity { get; set; }

    [DataMember(Name = "code")]
    public string? Code { get; set; }

    [DataMember(Name = "message")]
    public string? Message { get; set; }

    [DataMember(Name = "file")]
    public string? File { get; set; }

    [DataMember(Name = "line")]
    public int Line { get; set; }

    [DataMember(Name = "column")]
    public int Column { get; set; }

    [DataMember(Name = "prompts")]
    public PromptCount[]? Prompts { get; set; }

    [DataMember(Name = "prompt_id")]
    public string? PromptId { get; set; }

    [DataMember(Name = "name")]
    public string? Name { get; set; }

    [DataMember(Name = "provider")]
    public string? Provider { get; set; }

    [DataMember(Name = "outcome")]
    public string? Outcome { get; set; }

    [DataMember(Name = "state")]
    public string? State { get; set; }

    [DataMember(Name = "exit_code")]
    public int ExitCode { get; set; }

    [DataMember(Name = "total")]
    public int? Total { get; set; }

    [DataMember(Name = "passed")]
    public int Passed { get; set; }

    [DataMember(Name = "failed")]
    public int Failed { get; set; }

    [DataMember(Name = "errors")]
    public int Errors { get; set; }

    [DataMember(Name = "unchecked")]
    public int Unchecked { get; set; }

    [DataMember(Name = "score")]
    public double? Score { get; set; }

    [DataMember(Name = "pass_rate")]
    public double? PassRate { get; set; }

    [DataMember(Name = "files")]
    public string[]? Files { get; set; }

    /// <summary>Names of environment variables.</summary>
    [DataMember(Name = "environment")]
    public string[]? Environment { get; set; }

    [DataMember(Name = "version")]
    public string? Version { get; set; }

    /// <summary>The very line.</summary>
    public string? Written { get; private set; }

    public bool IsWarning => Severity == "warning";

    public static EvaluatorMessage Read(string line)
    {
        if (line.StartsWith("{\"type\":", System.StringComparison.Ordinal))
        {
            try
            {
                using MemoryStream stream = new(Encoding.UTF8.GetBytes(line));
                EvaluatorMessage message = (EvaluatorMessage)s_serializer.ReadObject(stream)!;
                message.Written = line;
                return message;
            }
            catch (SerializationException)
            {
                // Half a line of a program that was ended.
            }
        }

        return new() { Type = Text, Message = line };
    }
}
