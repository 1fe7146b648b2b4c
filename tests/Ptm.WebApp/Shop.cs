using Microsoft.AspNetCore.Mvc.Testing;

namespace Ptm.WebApp;

/// <summary>The application in memory, as a provider.</summary>
public sealed class Shop : WebApplicationFactory<Program>
{
    [PtmProvider("shop")]
    public HttpClient Client() => CreateClient();
}

/// <summary>What is asked.</summary>
internal sealed record Question(string Message, string Colour);

/// <summary>What is answered.</summary>
internal sealed record Answer(string Reply, IReadOnlyList<Call> Calls, IReadOnlyList<Step> Steps);

/// <summary>A tool that was called.</summary>
internal sealed record Call(string Name, IReadOnlyDictionary<string, string> Arguments);

/// <summary>A step on the way.</summary>
internal sealed record Step(string Name);
