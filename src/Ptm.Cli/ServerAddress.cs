namespace Ptm.Cli;

/// <summary>A server's address as people read it.</summary>
internal static class ServerAddress
{
    public static string Of(PtmConnection connection) => connection.BaseUrl.GetLeftPart(UriPartial.Path).TrimEnd('/');
}
