using System.Reflection;

namespace Ptm.Engine.Providers;

/// <summary>The program under test, given as a method. A method that is not static gets a new object for each call, so that cases share no state.</summary>
internal sealed class MethodProvider : IPromptProvider, IDescribedProvider
{
    public const string ExpectedShapes =
        "expected (string prompt | ProviderRequest request[, CancellationToken]) -> string | ModelOutput | Task or ValueTask of either, on a static method or a class with a public constructor without parameters";

    readonly string _program;
    readonly MethodInfo _method;
    readonly bool _takesText;
    readonly bool _takesToken;
    readonly TimeProvider _time;

    /// <exception cref="PtmException">The method's signature is not one that a provider can have (PTM3004).</exception>
    public MethodProvider(string name, MethodInfo method, TimeProvider time)
    {
        Place = $"{method.DeclaringType?.FullName}.{method.Name}";
        if (Problem(method) is { } problem)
        {
            throw Fault.Of(DiagnosticCodes.InvalidValue, $"{Place}, marked as provider '{name}', {problem}; {ExpectedShapes}.");
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
        Type? answer = Unwrapped(method.ReturnType);
        return method.ContainsGenericParameters ? "is generic"
            : parameters.Length is < 1 or > 2 ? $"takes {parameters.Length} parameters"
            : parameters[0].ParameterType != typeof(string) && parameters[0].ParameterType != typeof(ProviderRequest) ? $"takes {parameters[0].ParameterType.Name} first"
            : parameters.Length == 2 && parameters[1].ParameterType != typeof(CancellationToken) ? $"takes {parameters[1].ParameterType.Name} second"
            : answer != typeof(string) && answer != typeof(ModelOutput) ? $"returns {method.ReturnType.Name}"
            : method.IsStatic ? null
            : method.DeclaringType is not { IsAbstract: false, IsInterface: false } ? "is not static, and its type cannot be created"
            : method.DeclaringType.IsValueType || method.DeclaringType.GetConstructor(System.Type.EmptyTypes) is not null ? null
            : "is not static, and its class has no public constructor without parameters";
    }

    static Type? Unwrapped(Type type) =>
        type.IsGenericType && (type.GetGenericTypeDefinition() == typeof(Task<>) || type.GetGenericTypeDefinition() == typeof(ValueTask<>))
            ? type.GetGenericArguments()[0]
            : type;

    async Task<ModelOutput?> InvokeAsync(ProviderRequest request, CancellationToken cancellationToken)
    {
        object prompt = _takesText ? request.Prompt.Text : request;
        object? target = _method.IsStatic ? null : Activator.CreateInstance(_method.DeclaringType!, BindingFlags.DoNotWrapExceptions | BindingFlags.Public | BindingFlags.Instance, null, null, null);
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
