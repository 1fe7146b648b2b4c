namespace Ptm.Engine.Running;

/// <summary>Says what to do about a server that could not be asked, to whoever set it by the environment.</summary>
internal static class ServerFault
{
    public static PtmException WithNextStep(PtmException fault) => NextStep(fault) is { } step
        ? new([fault.Diagnostics[0] with { Message = $"{fault.Diagnostics[0].Message} {step}" }, .. fault.Diagnostics.Skip(1)], fault) { Status = fault.Status, Request = fault.Request }
        : fault;

    static string? NextStep(PtmException fault) => fault switch
    {
        { Status: 401 } => $"{PtmConnection.TokenVariable} holds the token that was sent.",
        { Diagnostics: [{ Code: DiagnosticCodes.Unreachable }, ..] } => $"'ptm serve' starts a server; without {PtmConnection.BaseUrlVariable} everything is done in this process.",
        _ => null,
    };
}
