using System.Reflection;
using Microsoft.Extensions.AI;

namespace Ptm.Engine.Providers;

/// <summary>
/// A marked method that makes what answers: called once, when the first case asks. What it made, and the object that it was called on, are let go of at the end.
/// </summary>
internal sealed class ProviderFactory
{
    static readonly Type[] s_made = [typeof(IPromptProvider), typeof(IChatClient), typeof(HttpClient)];

    readonly string _program;
    readonly MethodInfo _method;
    readonly Lock _gate = new();
    object? _target;
    Task<object>? _making;
    bool _hasEnded;

    /// <exception cref="PtmException">The method cannot be called (PTM3004).</exception>
    public ProviderFactory(string name, MethodInfo method)
    {
        Place = MethodShape.PlaceOf(method);
        string? problem = method.GetParameters() is { Length: > 0 } parameters
            ? $"returns {method.ReturnType.Name} and takes {parameters.Length} {(parameters.Length == 1 ? "parameter" : "parameters")}"
            : MethodShape.ProblemOfTarget(method);
        if (problem is not null)
        {
            throw MethodShape.Wrong(name, method, problem);
        }

        (_program, _method) = ($"Provider '{name}' ({Place})", method);
        Made = Array.Find(s_made, MethodShape.Awaited(method.ReturnType).IsAssignableTo)!;
    }

    /// <summary>The method's full name.</summary>
    public string Place { get; }

    /// <summary>What it makes: an <see cref="IPromptProvider"/>, an <see cref="IChatClient"/> or an <see cref="HttpClient"/>.</summary>
    public Type Made { get; }

    /// <summary>Whether a method makes what answers, and does not answer itself.</summary>
    public static bool Is(MethodInfo method) => Array.Exists(s_made, MethodShape.Awaited(method.ReturnType).IsAssignableTo);

    /// <summary>What it made.</summary>
    /// <exception cref="PtmException">It threw or made nothing (PTM4001); it is not called again.</exception>
    public async Task<T> GetAsync<T>(CancellationToken cancellationToken) => (T)await Making().WaitAsync(cancellationToken).ConfigureAwait(false);

    /// <summary>Lets go of what was made, also of what is still being made.</summary>
    public async Task EndAsync()
    {
        Task<object>? making;
        lock (_gate)
        {
            _hasEnded = true;
            making = _making;
        }

        if (making is null)
        {
            return;
        }

        await ((Task)making).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        object? made = making.IsCompletedSuccessfully ? await making.ConfigureAwait(false) : null;
        await LetGoAsync(made).ConfigureAwait(false);
        if (!ReferenceEquals(_target, made))
        {
            await LetGoAsync(_target).ConfigureAwait(false);
        }
    }

    // The results stand, whatever a program says on its way out.
    static async Task LetGoAsync(object? made)
    {
        try
        {
            switch (made)
            {
                case IAsyncDisposable disposable:
                    await disposable.DisposeAsync().ConfigureAwait(false);
                    break;
                case IDisposable disposable:
                    disposable.Dispose();
                    break;
            }
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
        }
    }

    Task<object> Making()
    {
        lock (_gate)
        {
            return _making ??= _hasEnded ? throw Fault.Of(DiagnosticCodes.ProviderFailed, $"{_program} was asked after the engine had ended.") : Start();
        }
    }

    // It outlives the case that asks first, so nothing of that case's context may stay with it; and it may block.
    Task<object> Start()
    {
        if (ExecutionContext.IsFlowSuppressed())
        {
            return Task.Run(MakeAsync);
        }

        using (ExecutionContext.SuppressFlow())
        {
            return Task.Run(MakeAsync);
        }
    }

    async Task<object> MakeAsync()
    {
        object? made;
        try
        {
            _target = _method.IsStatic ? null : MethodShape.NewTarget(_method);
            made = await ResultAsync(_method.Invoke(_target, BindingFlags.DoNotWrapExceptions, null, [], null)).ConfigureAwait(false);
        }
        catch (Exception thrown)
        {
            throw Fault.Of(DiagnosticCodes.ProviderFailed, $"{_program} could not be made: {thrown.GetType().Name}: {thrown.Message}", inner: thrown);
        }

        return made ?? throw Fault.Of(DiagnosticCodes.ProviderFailed, $"{_program} could not be made: the method returned null.");
    }

    static async Task<object?> ResultAsync(object? returned)
    {
        // A ValueTask of what is known at run time alone.
        object? awaited = returned is not null and not Task && returned.GetType().IsValueType ? returned.GetType().GetMethod(nameof(ValueTask<>.AsTask))!.Invoke(returned, null) : returned;
        if (awaited is not Task task)
        {
            return awaited;
        }

        await task.ConfigureAwait(false);
        return task.GetType().GetProperty("Result")!.GetValue(task);
    }
}
