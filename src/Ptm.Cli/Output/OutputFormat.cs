namespace Ptm.Cli.Output;

internal enum OutputFormat
{
    /// <summary>For people.</summary>
    Text,

    /// <summary>A JSON object a line, for programs: the build task reads it.</summary>
    Jsonl,
}
