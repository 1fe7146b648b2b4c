namespace Ptm.Engine.Providers;

/// <summary>The program under test, given as a delegate.</summary>
internal sealed class DelegateProvider : IPromptProvider, IDescribedProvider
{
    readonly string _program;
    readonly Func<ProviderRequest, CancellationToken, Task<ModelOutput?>> _call;
    readonly TimeProvider _time;

    public DelegateProvider(string name, Func<ProviderRequest, CancellationToken, Task<ModelOutput>> call, TimeProvider time)
    {
        (_program, _time) = ($"Provider '{name}'", time);
        _call = async (request, cancellationToken) => await call(request, cancellationToken).ConfigureAwait(false);
    }

    public DelegateProvider(string name, Func<string, CancellationToken, Task<string>> call, TimeProvider time)
    {
        (_program, _time) = ($"Provider '{name}'", time);
        _call = async (request, cancellationToken) =>
            await call(request.Prompt.Text, cancellationToken).ConfigureAwait(false) is { } text ? new ModelOutput { Text = text } : null;
    }

    public string Type => "method";

    public string? Model => null;

    public Task<ModelOutput> CompleteAsync(ProviderRequest request, CancellationToken cancellationToken) =>
        ProgramCall.RunAsync(_program, _call, request, _time, cancellationToken);
}
