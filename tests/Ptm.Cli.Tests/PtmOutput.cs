using System.Text.Json;

namespace Ptm.Cli.Tests;

/// <summary>How a run of <c>ptm</c> ended.</summary>
internal sealed record PtmOutput(int ExitCode, string Out, string Error)
{
    /// <summary>Standard output as JSON, line by line.</summary>
    public IReadOnlyList<JsonElement> JsonLines => [.. Lines.Select(line => JsonElement.Parse(line))];

    public string[] Lines => Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
