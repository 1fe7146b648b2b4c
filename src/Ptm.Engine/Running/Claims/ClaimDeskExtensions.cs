namespace Ptm.Engine.Running.Claims;

internal static class ClaimDeskExtensions
{
    /// <summary>Tells that the store failed, and that the work is taken up again.</summary>
    public static void Tell(this IClaimDesk desk, Exception failed) => desk.Warn(failed is PtmException told
        ? told.Diagnostics[0]
        : new(DiagnosticCodes.ServerFailed, DiagnosticSeverity.Warning, $"The store failed: {failed.GetType().Name}: {failed.Message}"));
}
