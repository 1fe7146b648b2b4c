namespace Ptm.Cli.BuildServices;

/// <summary>The build service that this process runs in, by the variables that it sets.</summary>
internal static class CurrentService
{
    const string GitHub = "GITHUB_ACTIONS";
    const string Azure = "TF_BUILD";

    public static BuildService Value { get; } = Of(Environment.GetEnvironmentVariable);

    public static BuildService Of(Func<string, string?> variable) => IsSet(variable(GitHub)) ? BuildService.GitHub : IsSet(variable(Azure)) ? BuildService.Azure : BuildService.None;

    static bool IsSet(string? value) => string.Equals(value, "true", StringComparison.OrdinalIgnoreCase);
}
