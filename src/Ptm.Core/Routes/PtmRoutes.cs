using System.Text.Json;

namespace Ptm;

/// <summary>
/// Where each operation lies on a server. Client and server read it here. PTM's own wire format is not public, so every route can be replaced without a rebuild:
/// in code with <see cref="With"/>, or by the environment variable <c>PTM_API_ROUTES</c>.
/// </summary>
public sealed class PtmRoutes
{
    /// <summary>Names a JSON file, or is JSON itself: <c>{"get_prompt_tests": "/v2/prompts/{id}/cases", "list_prompts": "POST /v2/search"}</c>.</summary>
    public const string EnvironmentVariable = "PTM_API_ROUTES";

    const string Prefix = "/api/v1";
    const int LargestFile = 1024 * 1024;

    static readonly PtmRoute[] s_all =
    [
        new(PtmOperations.ListPrompts, "GET", Prefix + "/prompts"),
        new(PtmOperations.CreatePrompt, "POST", Prefix + "/prompts"),
        new(PtmOperations.GetPrompt, "GET", Prefix + "/prompts/{id}"),
        new(PtmOperations.GetPromptTests, "GET", Prefix + "/prompts/{id}/tests"),
        new(PtmOperations.GetPromptContents, "GET", Prefix + "/prompts/{id}/contents", new(1, 16, 0)),
        new(PtmOperations.GetPromptUsageMetrics, "GET", Prefix + "/prompts/{id}/usage", new(1, 16, 0)),
        new(PtmOperations.ListPromptVersions, "GET", Prefix + "/prompts/{id}/versions"),
        new(PtmOperations.GetPromptVersion, "GET", Prefix + "/prompts/{id}/versions/{version}"),
        new(PtmOperations.ListProviders, "GET", Prefix + "/providers"),
        new(PtmOperations.ListGroups, "GET", Prefix + "/groups"),
        new(PtmOperations.RunEval, "POST", Prefix + "/evaluations"),
        new(PtmOperations.RunManualEval, "POST", Prefix + "/evaluations/manual"),
        new(PtmOperations.ListRuns, "GET", Prefix + "/runs"),
        new(PtmOperations.GetRun, "GET", Prefix + "/runs/{key}"),
        new(PtmOperations.RunReport, "GET", Prefix + "/runs/{key}/report"),
        new(PtmOperations.CancelRun, "POST", Prefix + "/runs/{key}/cancel"),
        new(PtmOperations.WaitForRun, "GET", Prefix + "/runs/{key}/events"),
        new(PtmOperations.SubmitOptimization, "POST", Prefix + "/prompts/{id}/optimizations"),
        new(PtmOperations.GetOptimizationHistory, "GET", Prefix + "/prompts/{id}/optimizations"),
        new(PtmOperations.GetOptimizationStatus, "GET", Prefix + "/prompts/{id}/optimizations/latest"),
        new(PtmOperations.GetOptimizationDetail, "GET", Prefix + "/optimizations/{id}"),
        new(PtmOperations.CancelOptimization, "POST", Prefix + "/optimizations/{id}/cancel"),
        new(PtmOperations.WaitForOptimization, "GET", Prefix + "/optimizations/{id}/events"),
        new(PtmOperations.ListSkills, "GET", Prefix + "/skills"),
        new(PtmOperations.GetSkill, "GET", Prefix + "/skills/{skill}"),
        new(PtmOperations.GetSkillByName, "GET", Prefix + "/skills/by-name/{name}"),
        new(PtmOperations.GetSkillsByPrompt, "GET", Prefix + "/prompts/{id}/skills"),
        new(PtmOperations.PublishSkill, "POST", Prefix + "/prompts/{id}/skills"),
        new(PtmOperations.UpdateSkill, "PATCH", Prefix + "/skills/{id}"),
        new(PtmOperations.DeleteSkill, "DELETE", Prefix + "/skills/{id}"),
        new(PtmOperations.GetSkillContents, "GET", Prefix + "/skills/{skill}/contents", new(1, 16, 0)),
        new(PtmOperations.GetSkillUsageMetrics, "GET", Prefix + "/skills/{id}/usage", new(1, 16, 0)),
        new(PtmOperations.InvokeSkillEvalPtm, "POST", Prefix + "/skills/{id}/invoke/eval", new(1, 13, 1)),
        new(PtmOperations.InvokePromptEvalPtm, "POST", Prefix + "/prompts/{id}/invoke/eval", new(1, 13, 1)),
        new(PtmOperations.InvokeSkillWithBundle, "POST", Prefix + "/skills/{id}/invoke/bundle", new(1, 13, 1)),
        new(PtmOperations.InvokePromptWithBundle, "POST", Prefix + "/prompts/{id}/invoke/bundle", new(1, 13, 1)),
        new(PtmOperations.RecordSkillClientInlineRun, "POST", Prefix + "/skills/{id}/inline-runs", new(1, 16, 0)),
        new(PtmOperations.RecordPromptClientInlineRun, "POST", Prefix + "/prompts/{id}/inline-runs", new(1, 16, 0)),
    ];

    readonly Dictionary<string, PtmRoute> _routes;

    PtmRoutes(IEnumerable<PtmRoute> routes) => _routes = routes.ToDictionary(route => route.Operation, StringComparer.Ordinal);

    /// <summary>Our own routes, under <c>/api/v1</c>.</summary>
    public static PtmRoutes Default { get; } = new(s_all);

    /// <summary>Every route, one an operation.</summary>
    public IReadOnlyCollection<PtmRoute> All => _routes.Values;

    /// <summary>The route of an operation.</summary>
    /// <param name="operation">One of <see cref="PtmOperations"/>.</param>
    /// <exception cref="KeyNotFoundException">There is no such operation.</exception>
    public PtmRoute this[string operation] => _routes.TryGetValue(operation, out PtmRoute? route) ? route : throw new KeyNotFoundException($"There is no operation '{operation}'. See PtmOperations.");

    /// <summary>The same routes with some replaced.</summary>
    /// <param name="replacements">By operation: a template with the same parameters (<c>/v2/prompts/{id}</c>), the method before it where it is another (<c>POST /v2/search</c>). A template of the client may have a query.</param>
    /// <exception cref="PtmException">An operation does not exist, or a template cannot be used; the message says which and why.</exception>
    public PtmRoutes With(IReadOnlyDictionary<string, string> replacements)
    {
        ArgumentNullException.ThrowIfNull(replacements);
        Dictionary<string, PtmRoute> routes = new(_routes, StringComparer.Ordinal);
        foreach ((string operation, string template) in replacements)
        {
            routes[operation] = routes.TryGetValue(operation, out PtmRoute? route)
                ? route.Replace(template)
                : throw Wrong($"There is no operation '{CaseName.OneLine(operation, 60)}' to give a route. The operations are {string.Join(", ", _routes.Keys)}.");
        }

        return new(routes.Values);
    }

    /// <summary>Our own routes, with those replaced that <c>PTM_API_ROUTES</c> names.</summary>
    /// <exception cref="PtmException">The variable's file cannot be read, or what it says cannot be used.</exception>
    public static PtmRoutes FromEnvironment() =>
        Environment.GetEnvironmentVariable(EnvironmentVariable) is { } setting && !string.IsNullOrWhiteSpace(setting) ? Default.With(Read(setting.Trim())) : Default;

    static Dictionary<string, string> Read(string setting)
    {
        try
        {
            string json = setting.StartsWith('{') ? setting
                : new FileInfo(setting).Length <= LargestFile ? File.ReadAllText(setting)
                : throw Wrong($"{EnvironmentVariable} names {setting}, which is larger than 1 MB.");
            using JsonDocument document = JsonDocument.Parse(json, new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, MaxDepth = 4 });
            return document.RootElement.EnumerateObject().ToDictionary(route => route.Name, route => route.Value.GetString() ?? "", StringComparer.Ordinal);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException or ArgumentException or NotSupportedException)
        {
            throw Wrong($"{EnvironmentVariable} is the path of a JSON file, or JSON, with a route an operation, such as {{\"get_prompt\": \"/v2/prompts/{{id}}\"}}: {e.Message}", e);
        }
    }

    internal static PtmException Wrong(string message, Exception? inner = null) => new(new Diagnostic(DiagnosticCodes.InvalidValue, DiagnosticSeverity.Error, message), inner);
}
