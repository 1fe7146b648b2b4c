using System.Globalization;
using System.Text;
using Ptm.Cli.Output;
using Ptm.Engine.Reporting;
using Ptm.Engine.Reporting.Sarif;

namespace Ptm.Cli.BuildServices;

/// <summary>A finding as a command that a build service shows at its line.</summary>
internal static class Annotation
{
    const int MaxMessage = 4_000;

    /// <param name="service">Whose command.</param>
    /// <param name="finding">What was found.</param>
    /// <param name="root">The root of the checkout, which the service counts paths from.</param>
    public static string Of(BuildService service, Diagnostic finding, string root)
    {
        string message = CommandFreeWriter.Harmless(Excerpt.Of(finding.Message, MaxMessage))!;
        string type = finding.Severity == DiagnosticSeverity.Error ? "error" : "warning";
        string? file = finding.Location is { File.Length: > 0 } place ? ArtifactUri.PathBelow(root, place.File) ?? place.File : null;
        int line = file is null ? 0 : finding.Location!.Line;
        int column = line == 0 ? 0 : finding.Location!.Column;
        return service == BuildService.GitHub ? GitHub(type, finding.Code, message, file, line, column) : Azure(type, finding.Code, message, file, line, column);
    }

    static string GitHub(string type, string code, string message, string? file, int line, int column)
    {
        StringBuilder command = new($"::{type} ");
        if (file is not null)
        {
            command.Append("file=").Append(Property(file)).Append(',');
            Number(command, "line", line, ',');
            Number(command, "col", column, ',');
        }

        return command.Append("title=").Append(Property(code)).Append("::").Append(Data(message)).ToString();

        static string Data(string text) => text.Replace("%", "%25", StringComparison.Ordinal).Replace("\r", "%0D", StringComparison.Ordinal).Replace("\n", "%0A", StringComparison.Ordinal);
        static string Property(string text) => Data(CommandFreeWriter.Harmless(Excerpt.Of(text, MaxMessage))!).Replace(":", "%3A", StringComparison.Ordinal).Replace(",", "%2C", StringComparison.Ordinal);
    }

    static string Azure(string type, string code, string message, string? file, int line, int column)
    {
        StringBuilder command = new($"##vso[task.logissue type={type};");
        if (file is not null)
        {
            command.Append("sourcepath=").Append(Property(file)).Append(';');
            Number(command, "linenumber", line, ';');
            Number(command, "columnnumber", column, ';');
        }

        return command.Append("code=").Append(Property(code)).Append(";]").Append(Data(message)).ToString();

        static string Data(string text) => text.Replace("%", "%AZP25", StringComparison.Ordinal).Replace("\r", "%0D", StringComparison.Ordinal).Replace("\n", "%0A", StringComparison.Ordinal);
        static string Property(string text) => Data(CommandFreeWriter.Harmless(Excerpt.Of(text, MaxMessage))!).Replace(";", "%3B", StringComparison.Ordinal).Replace("]", "%5D", StringComparison.Ordinal);
    }

    static void Number(StringBuilder command, string name, int value, char end)
    {
        if (value > 0)
        {
            command.Append(CultureInfo.InvariantCulture, $"{name}={value}{end}");
        }
    }
}
