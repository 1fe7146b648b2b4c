using System.Reflection;

namespace Ptm.Engine.Providers;

/// <summary>The program under test, given as a method. A method that is not static gets a new object for each call, so that cases share no state.</summary>
internal sealed class MethodProvider : IPromptProvider, IDescribedProvider
{
    readonly string _program;
    readonly MethodInfo _method;
    readonly bool _takesText;
    readonly bool _takesToken;
    readonly TimeProvider _time;

    /// <exception cref="PtmException">The method's signature is not one that a provider can have (PTM3004).</exception>
    public MethodProvider(string name, MethodInfo method, TimeProvider time)
    {
        Place = MethodShape.PlaceOf(method);
        if (Problem(method) is { } problem)
        {
            throw MethodShape.Wrong(name, method, problem);
        }

        ParameterInfo[] parameters = method.GetParameters();
        (_program, _method, _time) = ($"Provider '{name}' ({Place})", method, time);
        (_takesText, _takesToken) = (parameters[0].ParameterType == typeof(string), parameters.Length == 2);
    }

    /// <summary>The method's full name.</summary>
    public string Place { get; }

    public string Type => "method";

    public string? Model => null;

    public Task<ModelOutput> CompleteAsync(ProviderRequest request, CancellationToken cancellationToken) =>
        ProgramCall.RunAsync(_program, InvokeAsync, request, _time, cancellationToken);

    static string? Problem(MethodInfo method)
    {
        ParameterInfo[] parameters = method.GetParameters();
        Type answer = MethodShape.Awaited(method.ReturnType);
        return method.ContainsGenericParameters ? MethodShape.ProblemOfTarget(method)
            : parameters.Length is < 1 or > 2 ? $"takes {parameters.Length} parameters"
            : parameters[0].ParameterType != typeof(string) && parameters[0].ParameterType != typeof(ProviderRequest) ? $"takes {parameters[0].ParameterType.Name} first"
            : parameters.Length == 2 && parameters[1].ParameterType != typeof(CancellationToken) ? $"takes {parameters[1].ParameterType.Name} second"
            : answer != typeof(string) && answer != typeof(ModelOutput) ? $"returns {method.ReturnType.Name}"
            : MethodShape.ProblemOfTarget(method);
    }

    async Task<ModelOutput?> InvokeAsync(ProviderRequest request, CancellationToken cancellationToken)
    {
        object prompt = _takesText ? request.Prompt.Text : request;
        object? target = _method.IsStatic ? null : MethodShape.NewTarget(_method);
        try
        {
            object? returned = _method.Invoke(target, BindingFlags.DoNotWrapExceptions, null, _takesToken ? [prompt, cancellationToken] : [prompt], null);
            return returned switch
            {
                Task<string> task => OfText(await task.ConfigureAwait(false)),
                ValueTask<string> task => OfText(await task.ConfigureAwait(false)),
                Task<ModelOutput> task => await task.ConfigureAwait(false),
                ValueTask<ModelOutput> task => await task.ConfigureAwait(false),
                string text => OfText(text),
                ModelOutput output => output,
                _ => null,
            };
        }
        finally
        {
            if (target is IAsyncDisposable asyncDisposable)
            {
                await asyncDisposable.DisposeAsync().ConfigureAwait(false);
            }
            else
            {
                (target as IDisposable)?.Dispose();
            }
        }
    }

    static ModelOutput? OfText(string? text) => text is null ? null : new ModelOutput { Text = text };
}
