using System;

namespace Ptm.Build.Stamps.Inputs;

/// <summary>An environment variable's value, which is kept as a salted digest: a stamp is no place to read values from.</summary>
internal sealed class VariableState : InputState
{
    public const string Kind = "variable";

    readonly string _variable;
    readonly string _salt;
    readonly string _digest;

    VariableState(string variable, string salt, string digest)
    {
        _variable = variable;
        _salt = salt;
        _digest = digest;
    }

    public override string Name => $"the environment variable {_variable}";

    public static VariableState Of(string variable) => With(variable, Guid.NewGuid().ToString("N"));

    public static VariableState? FromParts(string[] parts) => parts.Length >= 4 ? new(Rest(parts, 3), parts[1], parts[2]) : null;

    public override InputState? Refresh() => With(_variable, _salt)._digest == _digest ? this : null;

    protected override string[] Parts() => [Kind, _salt, _digest, _variable];

    static VariableState With(string variable, string salt) =>
        new(variable, salt, Digest.Of(Environment.GetEnvironmentVariable(variable) is { } value ? $"{salt}={value}" : salt));
}
