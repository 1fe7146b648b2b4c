using System.Reflection;
using Xunit.v3;

namespace Ptm.Xunit.Discovery;

/// <summary>What the method of a theory may look like.</summary>
internal static class MethodShape
{
    // ECMA-335, III.3.
    const byte Nop = 0x00;
    const byte Return = 0x2A;

    /// <summary>Why the method cannot be a prompt theory; null when it can.</summary>
    public static string? Problem(IXunitTestMethod method) => Problem(method.Method);

    /// <summary>Whether the method is written <c>{ }</c>: the attribute says it all.</summary>
    public static bool IsEmpty(MethodInfo method) =>
        method.GetMethodBody()?.GetILAsByteArray() is { } instructions && Array.TrueForAll(instructions, instruction => instruction is Nop or Return);

    internal static string? Problem(MethodInfo method)
    {
        string allowed = $"A method marked [PtmPromptTheory] takes nothing, a {nameof(PtmCase)} or a {nameof(CaseResult)}";
        Type[] types = [.. method.GetParameters().Select(parameter => parameter.ParameterType)];
        return method.ContainsGenericParameters ? $"{allowed}, and {method.Name} is generic."
            : types.Length == 0 || (types.Length == 1 && (types[0] == typeof(PtmCase) || types[0] == typeof(CaseResult))) ? null
            : $"{allowed}; {method.Name} takes ({string.Join(", ", types.Select(type => type.Name))}).";
    }
}
