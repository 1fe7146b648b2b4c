namespace Ptm.Engine.Operations;

/// <summary>What applications tell of their own runs.</summary>
internal static class InlineRuns
{
    const int MostKeys = 200;
    const int LongestName = 200;

    /// <exception cref="PtmException">A field cannot be kept (422).</exception>
    public static InlineRun Checked(InlineRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        if (string.IsNullOrWhiteSpace(run.ProviderLabel) || run.ProviderLabel.Length > LongestName)
        {
            throw Rights.Invalid($"'provider_label' takes a name of 1 to {LongestName} characters.");
        }

        if (run.DurationMs < 0)
        {
            throw Rights.Invalid($"'duration_ms' takes milliseconds, 0 or more, and this is {run.DurationMs}.");
        }

        if (run.InputKeys.Count > MostKeys || run.InputKeys.Any(key => string.IsNullOrEmpty(key) || key.Length > LongestName))
        {
            throw Rights.Invalid($"'input_keys' takes at most {MostKeys} names of inputs, each of 1 to {LongestName} characters; values of inputs are not stored.");
        }

        return run;
    }
}
