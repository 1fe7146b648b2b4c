using System;
using System.Linq;

namespace Ptm.Build;

/// <summary>
/// Which warnings a project wants as errors. MSBuild itself follows <c>NoWarn</c> and <c>WarningsAsErrors</c> for every task;
/// <c>TreatWarningsAsErrors</c> it leaves to the compiler and to tasks such as this one.
/// </summary>
internal sealed class WarningRules(string? treatWarningsAsErrors, string? notAsErrors, string? suppressed)
{
    static readonly char[] s_separators = [';', ',', ' ', '\t', '\r', '\n'];

    readonly bool _treatsAsErrors = "true".Equals(treatWarningsAsErrors?.Trim(), StringComparison.OrdinalIgnoreCase);
    readonly string[] _exceptions = [.. Codes(notAsErrors), .. Codes(suppressed)];

    public bool IsError(string? code) => _treatsAsErrors && !_exceptions.Contains(code ?? "", StringComparer.OrdinalIgnoreCase);

    static string[] Codes(string? list) => (list ?? "").Split(s_separators, StringSplitOptions.RemoveEmptyEntries);
}
