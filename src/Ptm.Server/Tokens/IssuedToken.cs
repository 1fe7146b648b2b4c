namespace Ptm.Server.Tokens;

/// <summary>A new token, the only time that it is told. No record, so that nothing prints it by the way.</summary>
internal sealed class IssuedToken(StoredToken token, string plain)
{
    public StoredToken Token => token;

    /// <summary>The whole token, as a client sends it.</summary>
    public string Plain => plain;
}
