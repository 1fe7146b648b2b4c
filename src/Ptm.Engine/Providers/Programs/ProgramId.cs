using Ptm.Engine.Code;

namespace Ptm.Engine.Providers.Programs;

internal enum ProgramKind
{
    Command,
    Code,
    Http,
    Webhook,
}

/// <summary>A provider id that names a program, a file of code or an address.</summary>
/// <param name="Kind">Which of them.</param>
/// <param name="Rest">The command, the file or the address.</param>
internal sealed record ProgramId(ProgramKind Kind, string Rest)
{
    /// <summary>The program that an id such as <c>exec:…</c>, <c>python:x.py</c> or <c>https://…</c> names; null when it names none.</summary>
    public static ProgramId? Parse(string id)
    {
        foreach (string language in s_languages)
        {
            if (id.StartsWith(language, StringComparison.Ordinal))
            {
                return new(ProgramKind.Code, id[language.Length..]);
            }
        }

        return id switch
        {
            _ when id.StartsWith("exec:", StringComparison.Ordinal) => new(ProgramKind.Command, id["exec:".Length..]),
            _ when id.StartsWith("webhook:", StringComparison.Ordinal) => new(ProgramKind.Webhook, id["webhook:".Length..]),
            "http" or "https" => new(ProgramKind.Http, ""),
            _ when id.StartsWith("http:", StringComparison.Ordinal) || id.StartsWith("https:", StringComparison.Ordinal) => new(ProgramKind.Http, id),
            _ => CodeReference.OfPath(id, "/", null) is null ? null : new(ProgramKind.Code, id),
        };
    }

    /// <summary>Whether whoever names it makes this machine run something.</summary>
    public bool RunsHere => Kind is ProgramKind.Command or ProgramKind.Code;

    static readonly string[] s_languages = ["python:", "ruby:", "golang:", "file://"];
}
