using Ptm.Engine.Providers;

namespace Ptm.Engine.Cassettes;

/// <summary>Decides the <see cref="CassetteMode"/> of a run.</summary>
internal static class CassetteModes
{
    /// <summary>Overrides the library's mode.</summary>
    public const string Variable = "PTM_CASSETTES";

    /// <summary>
    /// The mode of a run. Who starts the run has the first word and the last, because calls cost money:
    /// the command line or property, then <c>PTM_CASSETTES</c>, then <c>CI=true</c>, which means replay, then the library's file, then auto.
    /// The file speaks after CI: its mode is for the people who work on the library, and a committed <c>auto</c> must not make a CI server call models unasked.
    /// </summary>
    /// <param name="explicitly">The command line's or a property's value; null or empty when unset.</param>
    /// <param name="fromYaml">The value in the library's file; null or empty when unset.</param>
    /// <param name="environment">Reads an environment variable; null when unset.</param>
    /// <exception cref="PtmException">A value that decides is none of the four (PTM3004).</exception>
    public static CassetteMode Resolve(string? explicitly, string? fromYaml, Func<string, string?> environment) =>
        Parse(explicitly, "--cassettes")
        ?? Parse(environment(Variable), Variable)
        ?? (IsTrue(environment("CI")) ? CassetteMode.Replay : (CassetteMode?)null)
        ?? Parse(fromYaml, "cassettes.mode")
        ?? CassetteMode.Auto;

    static CassetteMode? Parse(string? value, string source) => value?.Trim().ToUpperInvariant() switch
    {
        null or "" => null,
        "REPLAY" => CassetteMode.Replay,
        "AUTO" => CassetteMode.Auto,
        "RECORD" => CassetteMode.Record,
        "OFF" => CassetteMode.Off,
        _ => throw Fault.Of(DiagnosticCodes.InvalidValue, $"{source} is '{value}'; expected replay, auto, record or off."),
    };

    static bool IsTrue(string? value) => value?.Trim() is { } text && (text == "1" || text.Equals("true", StringComparison.OrdinalIgnoreCase));
}
