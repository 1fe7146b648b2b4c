using Microsoft.Extensions.AI;
using Ptm.Engine.Providers;
using Ptm.Engine.Tests.Code;
using AiChatMessage = Microsoft.Extensions.AI.ChatMessage;

namespace Ptm.Engine.Tests.Providers;

public sealed class ProviderFactoryTests
{
    static readonly AsyncLocal<string?> s_case = new();

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(nameof(Program.Chat), "chat_client", "chat p")]
    [InlineData(nameof(Program.ChatLater), "chat_client", "chat p")]
    [InlineData(nameof(Program.ChatSoon), "chat_client", "chat p")]
    [InlineData(nameof(Program.OwnChat), "chat_client", "chat p")]
    [InlineData(nameof(Program.Provider), "code", "provider p")]
    [InlineData(nameof(Program.ProviderLater), "code", "provider p")]
    [InlineData(nameof(Program.OnAnObject), "code", "provider p")]
    public async Task What_a_method_makes_answers(string method, string type, string expected)
    {
        IPromptProvider provider = Made(method).Provider;

        Assert.Equal(type, Assert.IsType<IDescribedProvider>(provider, exactMatch: false).Type);
        Assert.Equal(expected, (await provider.CompleteAsync(Requests.Of("p"), Cancelled)).Text);
        Assert.Equal(expected, (await provider.CompleteAsync(Requests.Of("p"), Cancelled)).Text);
    }

    [Theory]
    [InlineData(nameof(Wrong.TakesText), "returns IChatClient and takes 1 parameter")]
    [InlineData(nameof(Wrong.Generic), "is generic")]
    [InlineData(nameof(Wrong.OnAnObject), "no public constructor without parameters")]
    public void An_unusable_method_is_an_error_that_names_it_and_what_is_expected(string method, string problem)
    {
        PtmException error = Assert.Throws<PtmException>(() => new ProviderFactory("app", typeof(Wrong).GetMethod(method)!));

        Assert.Equal(DiagnosticCodes.InvalidValue, error.Diagnostics[0].Code);
        Assert.Contains($"Wrong.{method}, marked as provider 'app', ", error.Message, StringComparison.Ordinal);
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
        Assert.Contains("() -> IChatClient | HttpClient | IPromptProvider", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(nameof(Program.Throws), "could not be made: InvalidOperationException: no desk")]
    [InlineData(nameof(Program.ThrowsLater), "could not be made: InvalidOperationException: no desk")]
    [InlineData(nameof(Program.GivesUp), "could not be made: OperationCanceledException: gave up")]
    [InlineData(nameof(Program.Nothing), "could not be made: the method returned null")]
    public async Task What_cannot_be_made_is_an_error_of_each_case(string method, string told)
    {
        IPromptProvider provider = Made(method).Provider;

        for (int call = 0; call < 2; call++)
        {
            PtmException error = await Assert.ThrowsAsync<PtmException>(() => provider.CompleteAsync(Requests.Of("p"), Cancelled));

            Assert.Equal(DiagnosticCodes.ProviderFailed, error.Diagnostics[0].Code);
            Assert.Contains($"Program.{method}) {told}", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task What_a_made_provider_throws_or_leaves_out_names_the_method()
    {
        IPromptProvider provider = Made(nameof(Program.Provider)).Provider;

        PtmException thrown = await Assert.ThrowsAsync<PtmException>(() => provider.CompleteAsync(Requests.Of("throw"), Cancelled));
        PtmException nothing = await Assert.ThrowsAsync<PtmException>(() => provider.CompleteAsync(Requests.Of("null"), Cancelled));

        Assert.EndsWith("Program.Provider) threw InvalidOperationException: no desk", thrown.Message, StringComparison.Ordinal);
        Assert.Contains("Program.Provider) returned null", nothing.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_is_made_once_however_many_ask_and_in_no_cases_context()
    {
        (IPromptProvider provider, _) = Made(nameof(Program.Counted));
        s_case.Value = "the first";

        ModelOutput[] answers = await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => Task.Run(() => provider.CompleteAsync(Requests.Of("p"), Cancelled))));

        Assert.All(answers, answer => Assert.Equal("made 1 for nobody", answer.Text));
    }

    [Fact]
    public async Task What_was_made_and_the_object_that_made_it_are_disposed_of_at_the_end()
    {
        (IPromptProvider provider, ProviderFactory factory) = Made(nameof(Held.Make), typeof(Held));
        string made = (await provider.CompleteAsync(Requests.Of("p"), Cancelled)).Text;
        Assert.DoesNotContain(made, Held.Ended);

        await factory.EndAsync();
        await factory.EndAsync();

        Assert.Equal([made + " provider", made + " object"], Held.Ended.Where(ended => ended.StartsWith(made, StringComparison.Ordinal)).Take(2));
    }

    [Fact]
    public async Task Nothing_is_made_once_the_end_has_come()
    {
        (IPromptProvider provider, ProviderFactory factory) = Made(nameof(Program.Chat));
        await factory.EndAsync();

        PtmException error = await Assert.ThrowsAsync<PtmException>(() => provider.CompleteAsync(Requests.Of("p"), Cancelled));

        Assert.Contains("was asked after the engine had ended", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_engine_disposes_of_what_was_made_for_it()
    {
        using CodeFolder folder = new();
        folder.File("ptm.yaml", "prompts: p.yaml\n");
        folder.File("p.yaml", "id: p\nprovider_profiles: [held]\nprompt_text: hi\ntests: [{ vars: {}, assert: [{ type: contains, value: held }] }]\n");
        PtmEngineOptions options = new();
        options.ProviderAssemblies.Add(typeof(ProviderFactoryTests).Assembly);
        string made;
        await using (PtmEngine engine = PtmEngine.Open(folder.Path, options))
        {
            CaseResult result = Assert.Single((await engine.RunAsync(engine.Plan(), cancellationToken: Cancelled)).Results);
            Assert.Equal(CaseOutcome.Passed, result.Outcome);
            made = result.Output!.Text;
            Assert.Equal("code", (await engine.Providers.ListAsync(Cancelled)).Single(provider => provider.Id == "held").Type);
        }

        Assert.Contains(made + " object", Held.Ended);
    }

    [Fact]
    public async Task A_method_that_never_makes_anything_ends_with_the_cases_that_wait()
    {
        using CancellationTokenSource source = new();
        Task<ModelOutput> call = Made(nameof(Program.Never)).Provider.CompleteAsync(Requests.Of("p"), source.Token);

        await source.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
    }

    static (IPromptProvider Provider, ProviderFactory Factory) Made(string method, Type? type = null)
    {
        ProviderFactory factory = new("app", (type ?? typeof(Program)).GetMethod(method)!);
        return (new MadeProvider("app", factory, TimeProvider.System), factory);
    }

#pragma warning disable CA1822, xUnit1013, CA2000 // The shapes are the point.
    internal sealed class Program
    {
        static int s_made;

        public static IChatClient Chat() => new ScriptedChatClient((messages, _, _) => Task.FromResult(new ChatResponse(new AiChatMessage(ChatRole.Assistant, "chat " + messages[0].Text))));

        public static async Task<IChatClient> ChatLater()
        {
            await Task.Yield();
            return Chat();
        }

        public static ValueTask<IChatClient> ChatSoon() => ValueTask.FromResult(Chat());

        public static ScriptedChatClient OwnChat() => (ScriptedChatClient)Chat();

        public static IPromptProvider Provider() => new Answering(request => request.Prompt.Text switch
        {
            "throw" => throw new InvalidOperationException("no desk"),
            "null" => null!,
            var text => "provider " + text,
        });

        public static Task<Answering> ProviderLater() => Task.FromResult((Answering)Provider());

        public IPromptProvider OnAnObject() => Provider();

        public static async Task<IPromptProvider> Counted()
        {
            await Task.Yield();
            string made = $"made {Interlocked.Increment(ref s_made)} for {s_case.Value ?? "nobody"}";
            return new Answering(_ => made);
        }

        public static HttpClient Throws() => throw new InvalidOperationException("no desk");

        public static async Task<IChatClient> ThrowsLater()
        {
            await Task.Yield();
            throw new InvalidOperationException("no desk");
        }

        public static IPromptProvider GivesUp() => throw new OperationCanceledException("gave up");

        public static IChatClient? Nothing() => null;

        public static Task<IChatClient> Never() => new TaskCompletionSource<IChatClient>().Task;
    }

    internal sealed class Wrong(int state)
    {
        public int State => state;

        public static IChatClient TakesText(string prompt) => throw new NotSupportedException(prompt);

        public static IPromptProvider Generic<T>() => throw new NotSupportedException(typeof(T).Name);

        public HttpClient OnAnObject() => new();
    }

    /// <summary>Notes what was disposed of, in order.</summary>
    internal sealed class Held : IDisposable
    {
        static int s_made;

        readonly string _name = $"held {Interlocked.Increment(ref s_made)}";

        public static System.Collections.Concurrent.ConcurrentQueue<string> Ended { get; } = new();

        [PtmProvider("held")]
        public IPromptProvider Make() => new Answering(_ => _name, () => Ended.Enqueue(_name + " provider"));

        public void Dispose() => Ended.Enqueue(_name + " object");
    }

    internal sealed class Answering(Func<ProviderRequest, string> answer, Action? dispose = null) : IPromptProvider, IAsyncDisposable
    {
        public Task<ModelOutput> CompleteAsync(ProviderRequest request, CancellationToken cancellationToken) =>
            answer(request) is { } text ? Task.FromResult(new ModelOutput { Text = text }) : Task.FromResult<ModelOutput>(null!);

        public ValueTask DisposeAsync()
        {
            dispose?.Invoke();
            return ValueTask.CompletedTask;
        }
    }
}
