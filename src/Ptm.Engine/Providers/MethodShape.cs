using System.Reflection;

namespace Ptm.Engine.Providers;

/// <summary>What methods can be providers, or make one.</summary>
internal static class MethodShape
{
    public const string Expected =
        "expected (string prompt | ProviderRequest request[, CancellationToken]) -> string | ModelOutput, or () -> IChatClient | HttpClient | IPromptProvider, or a Task or ValueTask of one of them, on a static method or a class with a public constructor without parameters";

    public static string PlaceOf(MethodInfo method) => $"{method.DeclaringType?.FullName}.{method.Name}";

    /// <summary>What is left of a task, of any other type the type itself.</summary>
    public static Type Awaited(Type type) =>
        type.IsGenericType && (type.GetGenericTypeDefinition() == typeof(Task<>) || type.GetGenericTypeDefinition() == typeof(ValueTask<>))
            ? type.GetGenericArguments()[0]
            : type;

    /// <summary>Why there is nothing that the method can be called on; null where there is.</summary>
    public static string? ProblemOfTarget(MethodInfo method) =>
        method.ContainsGenericParameters ? "is generic"
        : method.IsStatic ? null
        : method.DeclaringType is not { IsAbstract: false, IsInterface: false } ? "is not static, and its type cannot be created"
        : method.DeclaringType.IsValueType || method.DeclaringType.GetConstructor(Type.EmptyTypes) is not null ? null
        : "is not static, and its class has no public constructor without parameters";

    public static object NewTarget(MethodInfo method) =>
        Activator.CreateInstance(method.DeclaringType!, BindingFlags.DoNotWrapExceptions | BindingFlags.Public | BindingFlags.Instance, null, null, null)!;

    public static PtmException Wrong(string name, MethodInfo method, string problem) =>
        Fault.Of(DiagnosticCodes.InvalidValue, $"{PlaceOf(method)}, marked as provider '{name}', {problem}; {Expected}.");
}
