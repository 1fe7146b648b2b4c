using Microsoft.Extensions.Time.Testing;
using Ptm.Engine.Providers;

namespace Ptm.Engine.Tests.Providers;

public sealed class MethodProviderTests
{
    [Theory]
    [InlineData(nameof(Program.Text), "text p")]
    [InlineData(nameof(Program.TextWithToken), "token p")]
    [InlineData(nameof(Program.TextLater), "later p")]
    [InlineData(nameof(Program.TextSoon), "soon p")]
    [InlineData(nameof(Program.Output), "output p 3")]
    [InlineData(nameof(Program.OutputLater), "output later p")]
    [InlineData(nameof(Program.OutputSoon), "output soon p")]
    [InlineData(nameof(Program.OnAnObject), "object 1 p")]
    public async Task Every_shape_of_method_answers(string method, string expected)
    {
        MethodProvider provider = Provider(method);

        for (int call = 0; call < 2; call++)
        {
            ModelOutput output = await provider.CompleteAsync(Requests.Of("p", sample: 3), TestContext.Current.CancellationToken);
            Assert.Equal(expected, output.Text);
        }
    }

    [Theory]
    [InlineData(nameof(Wrong.NoParameter), "takes 0 parameters")]
    [InlineData(nameof(Wrong.Number), "takes Int32 first")]
    [InlineData(nameof(Wrong.SecondText), "takes String second")]
    [InlineData(nameof(Wrong.ReturnsNumber), "returns Int32")]
    [InlineData(nameof(Wrong.ReturnsTask), "returns Task")]
    [InlineData(nameof(Wrong.Generic), "is generic")]
    [InlineData(nameof(Wrong.OnAnObject), "no public constructor without parameters")]
    public void An_unusable_method_is_an_error_that_names_it_and_what_is_expected(string method, string problem)
    {
        PtmException error = Assert.Throws<PtmException>(() => new MethodProvider("app", typeof(Wrong).GetMethod(method)!, TimeProvider.System));

        Assert.Equal(DiagnosticCodes.InvalidValue, error.Diagnostics[0].Code);
        Assert.Contains($"Wrong.{method}, marked as provider 'app', ", error.Message, StringComparison.Ordinal);
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
        Assert.Contains("expected (string prompt | ProviderRequest request[, CancellationToken])", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(nameof(Program.Throws), "threw InvalidOperationException: no desk")]
    [InlineData(nameof(Program.ThrowsLater), "threw InvalidOperationException: no desk")]
    [InlineData(nameof(Program.GivesUp), "threw OperationCanceledException: gave up")]
    [InlineData(nameof(Program.Null), "returned null")]
    public async Task What_a_method_throws_is_an_error_that_names_it(string method, string told)
    {
        PtmException error = await Assert.ThrowsAsync<PtmException>(() => Provider(method).CompleteAsync(Requests.Of("p"), TestContext.Current.CancellationToken));

        Assert.Equal(DiagnosticCodes.ProviderFailed, error.Diagnostics[0].Code);
        Assert.Contains($"Program.{method}) {told}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_text_has_an_unknown_cost_and_a_measured_latency()
    {
        FakeTimeProvider time = new();
        DelegateProvider provider = new(
            "app",
            (string _, CancellationToken _) =>
            {
                time.Advance(TimeSpan.FromMilliseconds(40));
                return Task.FromResult("ok");
            },
            time);

        ModelOutput output = await provider.CompleteAsync(Requests.Of("p"), TestContext.Current.CancellationToken);

        Assert.Null(output.CostUsd);
        Assert.Equal(TimeSpan.FromMilliseconds(40), output.Latency);
    }

    [Fact]
    public async Task What_a_program_reports_of_itself_is_kept()
    {
        ModelOutput reported = new() { Text = "ok", CostUsd = 0.02m, Latency = TimeSpan.FromSeconds(3), Steps = [new ProviderStep("search")] };
        DelegateProvider provider = new("app", (ProviderRequest _, CancellationToken _) => Task.FromResult(reported), TimeProvider.System);

        Assert.Equal(reported, await provider.CompleteAsync(Requests.Of("p"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Marked_methods_are_found_by_name_whatever_their_visibility()
    {
        using MethodProviders methods = MethodProviders.Find([typeof(MethodProviderTests).Assembly, typeof(string).Assembly, typeof(MethodProviderTests).Assembly], TimeProvider.System);
        IReadOnlyDictionary<string, IPromptProvider> found = methods.ByName;

        Assert.Equal(["tests.hidden", "tests.text"], found.Keys.Where(name => name.StartsWith("tests.", StringComparison.Ordinal)).Order());
        Assert.Equal("hidden p", (await found["tests.hidden"].CompleteAsync(Requests.Of("p"), TestContext.Current.CancellationToken)).Text);
    }

    [Fact]
    public void Two_methods_of_one_name_are_an_error_that_names_both()
    {
        PtmException error = Assert.Throws<PtmException>(() => MethodProviders.Find([TwinAssembly.Build("twin")], TimeProvider.System));

        Assert.Equal(DiagnosticCodes.Duplicate, error.Diagnostics[0].Code);
        Assert.Contains("Twins.First and Twins.Second", error.Message, StringComparison.Ordinal);
    }

    static MethodProvider Provider(string method) => new("app", typeof(Program).GetMethod(method)!, TimeProvider.System);

#pragma warning disable CA1822, xUnit1013 // The shapes are the point.
    internal sealed class Program
    {
        int _calls;

        [PtmProvider("tests.text")]
        public static string Text(string prompt) => "text " + prompt;

        public static string TextWithToken(string prompt, CancellationToken cancellationToken) => "token " + prompt;

        public static async Task<string> TextLater(string prompt)
        {
            await Task.Yield();
            return "later " + prompt;
        }

        public static ValueTask<string> TextSoon(string prompt) => ValueTask.FromResult("soon " + prompt);

        public static ModelOutput Output(ProviderRequest request) => new() { Text = $"output {request.Prompt.Text} {request.Sample}" };

        public static Task<ModelOutput> OutputLater(ProviderRequest request, CancellationToken cancellationToken) => Task.FromResult(new ModelOutput { Text = "output later " + request.Prompt.Text });

        public static ValueTask<ModelOutput> OutputSoon(ProviderRequest request) => ValueTask.FromResult(new ModelOutput { Text = "output soon " + request.Prompt.Text });

        public string OnAnObject(string prompt) => $"object {++_calls} {prompt}";

        public static string Throws(string prompt) => throw new InvalidOperationException("no desk");

        public static async Task<string> ThrowsLater(string prompt)
        {
            await Task.Yield();
            throw new InvalidOperationException("no desk");
        }

        public static string GivesUp(string prompt) => throw new OperationCanceledException("gave up");

        public static string? Null(string prompt) => null;

        [PtmProvider("tests.hidden")]
        static string Hidden(string prompt) => "hidden " + prompt;
    }

    internal sealed class Wrong(int state)
    {
        public static string NoParameter() => "";

        public static string Number(int prompt) => "";

        public static string SecondText(string prompt, string more) => "";

        public static int ReturnsNumber(string prompt) => 1;

        public static Task ReturnsTask(string prompt) => Task.CompletedTask;

        public static string Generic<T>(string prompt) => "";

        public string OnAnObject(string prompt) => prompt + state;
    }
#pragma warning restore CA1822, xUnit1013
}
