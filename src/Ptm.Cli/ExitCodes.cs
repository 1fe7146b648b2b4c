namespace Ptm.Cli;

/// <summary>What the process says to its caller; of several, the first that applies.</summary>
internal static class ExitCodes
{
    public const int Cancelled = 130;
    public const int BadUsageOrFile = 2;
    public const int Errors = 3;
    public const int NothingChecked = 4;
    public const int GateViolated = 1;
    public const int Success = 0;

    public static int Of(RunResult run, bool isWritten, IReadOnlyList<GateViolation> violations) =>
        run.State == RunState.Cancelled ? Cancelled
        : !isWritten || run.State == RunState.Failed ? BadUsageOrFile
        // A limit on a cost that nobody knows is neither kept nor broken.
        : Has(violations, DiagnosticCodes.TooManyErrors) || Has(violations, DiagnosticCodes.CostUnknown) ? Errors
        : Has(violations, DiagnosticCodes.NoCaseRan) || Has(violations, DiagnosticCodes.TooManyUnchecked) ? NothingChecked
        : violations.Count > 0 ? GateViolated
        : Success;

    static bool Has(IReadOnlyList<GateViolation> violations, string code) => violations.Any(violation => violation.Code == code);
}
