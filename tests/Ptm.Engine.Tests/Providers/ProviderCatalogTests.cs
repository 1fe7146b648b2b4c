using System.Reflection;
using System.Runtime.Loader;
using System.Text.Json;
using Ptm.Engine.Cassettes;
using Ptm.Engine.Providers;
using Ptm.Engine.Tests.Code;

namespace Ptm.Engine.Tests.Providers;

public sealed class ProviderCatalogTests : IDisposable
{
    readonly TempFolder _folder = new();
    readonly CassetteStore _cassettes;

    public ProviderCatalogTests() => _cassettes = new CassetteStore(_folder.Path, CassetteMode.Off);

    public void Dispose()
    {
        _cassettes.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Echo_is_always_there_and_answers_with_the_prompt_free_of_charge()
    {
        ModelOutput output = await Catalog().Get("echo", null).CompleteAsync(Requests.Of("Hi 😀"), TestContext.Current.CancellationToken);

        Assert.Equal(("Hi 😀", 0m, new TokenUsage(0, 0)), (output.Text, output.CostUsd, output.Tokens));
    }

    [Fact]
    public void An_unknown_name_is_an_error_at_its_place_that_names_the_nearest()
    {
        PtmException error = Assert.Throws<PtmException>(() => Catalog(Openai("openai_mini")).Get("opnai_mini", new("/p/refund.yaml", 3, 9)));

        Assert.Equal(DiagnosticCodes.NotFound, error.Diagnostics[0].Code);
        Assert.StartsWith("/p/refund.yaml(3,9): ", error.Message, StringComparison.Ordinal);
        Assert.Contains("Did you mean 'openai_mini'?", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("opnai:gpt-4", "openai:gpt-4")]
    [InlineData("opneai:chat:gpt-4", "openai:chat:gpt-4")]
    [InlineData("anthropc:messages:m", "anthropic:messages:m")]
    [InlineData("exce:agent", "exec:agent")]
    public void A_slip_in_the_name_of_a_service_is_an_error_that_names_the_id_meant(string id, string meant)
    {
        PtmException error = Assert.Throws<PtmException>(() => Catalog().Get(id, new("/p/promptfooconfig.yaml", 2, 3)));

        Assert.Equal($"/p/promptfooconfig.yaml(2,3): error PTM3009: There is no provider '{id}'. Did you mean '{meant}'?", error.Diagnostics[0].ToString());
    }

    [Fact]
    public void A_name_gives_the_same_provider_to_everyone_who_asks()
    {
        ProviderCatalog catalog = Catalog(Openai("mini"));
        IPromptProvider[] got = new IPromptProvider[64];

        Parallel.For(0, got.Length, i => got[i] = catalog.Get("mini", null));

        Assert.Single(got.Distinct());
    }

    [Theory]
    [InlineData("openai:gpt-4.1-mini", "gpt-4.1-mini")]
    [InlineData("openai:chat:gpt-4.1-mini", "gpt-4.1-mini")]
    [InlineData("openai:chat:ft:gpt-4.1-mini:team::id", "ft:gpt-4.1-mini:team::id")]
    public void A_promptfoo_id_names_a_model(string id, string model) =>
        Assert.Equal(("openai", model), Assert.IsType<IDescribedProvider>(Catalog().Get(id, null), exactMatch: false) is var provider ? (provider.Type, provider.Model!) : default);

    [Theory]
    [InlineData("openai:realtime:gpt-realtime")]
    [InlineData("openai:text-embedding-3-large")]
    [InlineData("openai:completion:gpt-3.5-turbo-instruct")]
    [InlineData("bedrock:nova-sonic:amazon.nova-sonic-v1:0")]
    [InlineData("azure:assistant:asst_1")]
    [InlineData("google:video:veo-3")]
    [InlineData("replicate:meta/llama-3")]
    [InlineData("openai:")]
    [InlineData("websocket")]
    public async Task A_provider_that_cannot_be_called_yet_makes_each_call_an_error(string id)
    {
        IPromptProvider provider = Catalog().Get(id, new("/p/promptfooconfig.yaml", 2));

        PtmException error = await Assert.ThrowsAsync<PtmException>(() => provider.CompleteAsync(Requests.Of("p"), TestContext.Current.CancellationToken));

        Assert.Equal(DiagnosticCodes.NotSupportedYet, error.Diagnostics[0].Code);
        Assert.Contains($"'{id}' is not supported yet", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Judges_and_what_they_judge_have_limits_apart()
    {
        TaskCompletionSource<string> never = new();
        ProviderCatalog catalog = new(
            new Dictionary<string, ProviderSettings> { ["app"] = new() { Name = "app", Type = "method", MaxConcurrency = 1 } },
            new Dictionary<string, IPromptProvider> { ["app"] = new DelegateProvider("app", (string prompt, CancellationToken _) => prompt == "judge" ? Task.FromResult("verdict") : never.Task, TimeProvider.System) },
            _cassettes,
            Runners.Shared,
            TimeProvider.System);

        Task<ModelOutput> candidate = catalog.Get("app", null).CompleteAsync(Requests.Of("p"), TestContext.Current.CancellationToken);
        ModelOutput verdict = await catalog.GetJudge("app", null).CompleteAsync(Requests.Of("judge"), TestContext.Current.CancellationToken);

        Assert.Equal("verdict", verdict.Text);
        Assert.False(candidate.IsCompleted);
        never.SetResult("late");
        Assert.Equal("late", (await candidate).Text);
    }

    [Fact]
    public void An_unknown_type_is_an_error_at_the_profile()
    {
        PtmException error = Assert.Throws<PtmException>(() => Catalog(Openai("mini") with { Type = "opnai", Location = new("/ptm.yaml", 5) }).Get("mini", null));

        Assert.StartsWith("/ptm.yaml(5): error PTM3004: ", error.Message, StringComparison.Ordinal);
        Assert.Contains("Did you mean 'openai'?", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("localhost:8080")]
    [InlineData("ftp://models.invalid")]
    [InlineData("/v1")]
    public void An_address_that_is_no_http_address_is_an_error(string address)
    {
        PtmException error = Assert.Throws<PtmException>(() => Catalog(Openai("mini") with { BaseUrl = address }).Get("mini", null));

        Assert.Contains("base_url", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_provider_from_code_takes_the_place_of_a_profile()
    {
        DelegateProvider scripted = new("mini", (string prompt, CancellationToken _) => Task.FromResult("scripted " + prompt), TimeProvider.System);
        ProviderCatalog catalog = new(
            new Dictionary<string, ProviderSettings> { ["mini"] = Openai("mini") },
            new Dictionary<string, IPromptProvider> { ["mini"] = scripted },
            _cassettes,
            Runners.Shared,
            TimeProvider.System);

        ModelOutput output = await catalog.Get("mini", null).CompleteAsync(Requests.Of("p"), TestContext.Current.CancellationToken);

        Assert.Equal("scripted p", output.Text);
        Assert.Equal([new("echo", "echo"), new("mini", "method")], catalog.List());
    }

    [Fact]
    public void A_method_profile_without_a_method_is_an_error_that_says_how_to_mark_one()
    {
        PtmException error = Assert.Throws<PtmException>(() => Catalog(new ProviderSettings { Name = "app", Type = "method" }).Get("app", null));

        Assert.Contains("[PtmProvider(\"app\")]", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_list_is_ordered_and_tells_types_and_models()
    {
        ProviderCatalog catalog = Catalog(Openai("zeta"), new ProviderSettings { Name = "alpha", Type = "openai:chat:gpt-4.1" }, new ProviderSettings { Name = "run", Type = "exec:./x.sh" });

        Assert.Equal(
            [new("alpha", "openai", "gpt-4.1"), new("echo", "echo"), new("run", "exec:./x.sh"), new("zeta", "openai", "gpt-4.1-mini")],
            catalog.List());
    }

    [Fact]
    public async Task No_answer_of_a_model_loads_a_client_library()
    {
        _folder.Write("m.jsonl", """{"model":"m","prompt":"Hi","output":{"text":"recorded"}}""");
        IsolatedEngine isolated = new();
        await using StubModelServer server = new(StubAnswer.Text("live"));
        Type probe = isolated.LoadFromAssemblyPath(typeof(ProviderCatalogTests).Assembly.Location).GetType(typeof(LoadingProbe).FullName!)!;
        Task<string> AnswerAsync(string mode) => (Task<string>)probe.GetMethod(nameof(LoadingProbe.AnswerAsync))!.Invoke(null, [_folder.Path, mode, server.BaseUrl])!;

        Assert.Equal("Hi recorded", await AnswerAsync("Replay"));
        Assert.Contains("Ptm.Engine", Loaded());
        Assert.Equal("Hi live", await AnswerAsync("Off"));
        Assert.DoesNotContain(Loaded(), IsClientLibrary);

        string[] Loaded() => [.. isolated.Assemblies.Select(assembly => assembly.GetName().Name!)];
        static bool IsClientLibrary(string name) => name.Contains("AI", StringComparison.Ordinal) || name.Contains("ClientModel", StringComparison.Ordinal);
    }

    static ProviderSettings Openai(string name) => new() { Name = name, Type = "openai", Model = "gpt-4.1-mini", Parameters = JsonElement.Parse("""{"temperature":0}""") };

    ProviderCatalog Catalog(params ProviderSettings[] profiles) =>
        new(profiles.ToDictionary(profile => profile.Name), new Dictionary<string, IPromptProvider>(), _cassettes, Runners.Shared, TimeProvider.System);

    /// <summary>Loads everything of ours and of our packages anew, so that what it has loaded is what was used.</summary>
    sealed class IsolatedEngine() : AssemblyLoadContext("isolated")
    {
        readonly AssemblyDependencyResolver _resolver = new(typeof(ProviderCatalogTests).Assembly.Location);

        protected override Assembly? Load(AssemblyName assemblyName) =>
            _resolver.ResolveAssemblyToPath(assemblyName) is { } path ? LoadFromAssemblyPath(path) : null;
    }
}

public static class LoadingProbe
{
    public static async Task<string> AnswerAsync(string cassettes, string mode, string baseUrl)
    {
        using CassetteStore store = new(cassettes, Enum.Parse<CassetteMode>(mode));
        ProviderCatalog catalog = new(
            new Dictionary<string, ProviderSettings> { ["m"] = new() { Name = "m", Type = "openai", Model = "m", BaseUrl = baseUrl } }, new Dictionary<string, IPromptProvider>(), store, Runners.Shared, TimeProvider.System);
        ModelOutput echoed = await catalog.Get("echo", null).CompleteAsync(Requests.Of("Hi"), CancellationToken.None);
        ModelOutput replayed = await catalog.Get("m", null).CompleteAsync(Requests.Of("Hi"), CancellationToken.None);
        catalog.List();
        return $"{echoed.Text} {replayed.Text}";
    }
}
