namespace Ptm.Server.Tests.Http;

/// <summary>Bare requests, without anything of the client's.</summary>
internal static class HttpClientExtensions
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    public static Uri Path(string path) => new(path, UriKind.Relative);

    public static Task<HttpResponseMessage> AskAsync(this HttpClient http, string path) => http.GetAsync(Path(path), Token);

    public static Task<string> ReadAsync(this HttpClient http, string path) => http.GetStringAsync(Path(path), Token);

    public static async Task<HttpResponseMessage> PostJsonAsync(this HttpClient http, string path, string body)
    {
        using StringContent content = RunningServer.Json(body);
        return await http.PostAsync(Path(path), content, Token);
    }
}
