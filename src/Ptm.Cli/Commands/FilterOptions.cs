using System.CommandLine;
using System.Globalization;
using System.Text.RegularExpressions;
using Ptm.Engine;

namespace Ptm.Cli.Commands;

/// <summary>The <c>--filter-*</c> options, in promptfoo's names: which cases of a plan run.</summary>
internal static class FilterOptions
{
    static readonly Option<string?> s_pattern = new("--filter-pattern") { Description = "Runs cases whose description matches this regular expression.", HelpName = "REGEX" };
    static readonly Option<int?> s_first = NumberOption.Create("--filter-first-n", "Runs the first N cases of what the other filters leave.", "N", least: 1);
    static readonly Option<int?> s_sample = NumberOption.Create("--filter-sample", "Runs N cases at random of what the other filters leave.", "N", least: 1);
    static readonly Option<int?> s_seed = NumberOption.Create("--filter-sample-seed", "Makes --filter-sample take the same cases each time.", "N", least: 0);
    static readonly Option<string?> s_range = new("--filter-range") { Description = "Runs the cases from START up to, and without, END, counted from 0.", HelpName = "START:END" };
    static readonly Option<string?> s_failing = new("--filter-failing") { Description = "Runs cases that did not pass in this run file, ours or promptfoo's.", HelpName = "RUN.json" };
    static readonly Option<string?> s_errors = new("--filter-errors-only") { Description = "Runs cases that were errors in this run file, ours or promptfoo's.", HelpName = "RUN.json" };
    static readonly Option<string?> s_providers = new("--filter-providers", "--filter-targets") { Description = "Runs on providers whose name matches this regular expression.", HelpName = "REGEX" };
    static readonly Option<string?> s_prompts = new("--filter-prompts") { Description = "Runs prompts whose id or label matches this regular expression.", HelpName = "REGEX" };
    static readonly Option<string[]> s_metadata = new("--filter-metadata") { Description = "Runs cases with this value in their metadata. May be repeated; all must hold.", HelpName = "KEY=VALUE" };

    public static void AddTo(Command command)
    {
        foreach (Option option in new Option[] { s_pattern, s_first, s_sample, s_seed, s_range, s_failing, s_errors, s_providers, s_prompts, s_metadata })
        {
            command.Options.Add(option);
        }
    }

    /// <summary>The cases of a plan that the filters leave; the plan itself where there are none.</summary>
    /// <exception cref="PtmException">A filter cannot be used, or nothing is left.</exception>
    public static EvalPlan Apply(ParseResult parsed, EvalPlan plan)
    {
        if (!IsGiven(parsed))
        {
            return plan;
        }

        IEnumerable<PlannedCase> cases = plan.Cases;
        cases = Matching(cases, parsed.GetValue(s_pattern), s_pattern, planned => [planned.Case.Description]);
        cases = Matching(cases, parsed.GetValue(s_providers), s_providers, planned => [planned.Provider]);
        cases = Matching(cases, parsed.GetValue(s_prompts), s_prompts, planned => [planned.Prompt.Id, planned.Prompt.Label ?? ""]);
        foreach ((string key, string value) in (parsed.GetValue(s_metadata) ?? []).Select(Pair))
        {
            cases = cases.Where(planned => CaseMetadata.Has(planned.Case.Metadata, key, value));
        }

        cases = Earlier(cases, parsed.GetValue(s_failing), errorsOnly: false);
        cases = Earlier(cases, parsed.GetValue(s_errors), errorsOnly: true);
        List<PlannedCase> left = [.. Counted(parsed, [.. cases])];
        return left.Count > 0
            ? new(left)
            : throw Wrong($"No case is left: {plan.Cases.Count} were there before {string.Join(", ", Given(parsed).Select(option => option.Name))}.");
    }

    static bool IsGiven(ParseResult parsed) => Given(parsed).Any();

    static IEnumerable<Option> Given(ParseResult parsed) =>
        new Option[] { s_pattern, s_first, s_sample, s_range, s_failing, s_errors, s_providers, s_prompts, s_metadata }.Where(option => parsed.GetResult(option) is { Implicit: false });

    static IEnumerable<PlannedCase> Matching(IEnumerable<PlannedCase> cases, string? pattern, Option option, Func<PlannedCase, string[]> texts)
    {
        if (pattern is null)
        {
            return cases;
        }

        (Regex? regex, string? flaw) = JavaScriptPattern.Compile(pattern);
        return regex is null ? throw Wrong($"{option.Name} takes a regular expression, and '{pattern}' is none: {flaw}.") : cases.Where(planned => texts(planned).Any(regex.IsMatch));
    }

    static (string Key, string Value) Pair(string text) =>
        text.IndexOf('=', StringComparison.Ordinal) is > 0 and var at ? (text[..at], text[(at + 1)..]) : throw Wrong($"--filter-metadata takes KEY=VALUE, and '{text}' was given.");

    static IEnumerable<PlannedCase> Earlier(IEnumerable<PlannedCase> cases, string? file, bool errorsOnly)
    {
        if (file is null)
        {
            return cases;
        }

        EarlierResults results = EarlierResults.Read(file, errorsOnly);
        return cases.Where(results.Has);
    }

    // What counts is the test case, however many prompts and providers it runs on.
    static IEnumerable<PlannedCase> Counted(ParseResult parsed, List<PlannedCase> cases)
    {
        List<(string?, int)> tests = [.. cases.Select(KeyOf).Distinct()];
        if (parsed.GetValue(s_range) is { } range)
        {
            (int start, int end) = Range(range);
            tests = [.. tests.Skip(start).Take(end - start)];
        }

        if (parsed.GetValue(s_first) is { } first)
        {
            tests = [.. tests.Take(first)];
        }

        if (parsed.GetValue(s_sample) is { } sample)
        {
#pragma warning disable CA5394 // Which cases are taken is no secret.
            Random random = parsed.GetValue(s_seed) is { } seed ? new(seed) : Random.Shared;
            (string?, int)[] shuffled = [.. tests];
            random.Shuffle(shuffled);
#pragma warning restore CA5394
            tests = [.. shuffled.Take(sample)];
        }

        HashSet<(string?, int)> taken = [.. tests];
        return cases.Where(planned => taken.Contains(KeyOf(planned)));
    }

    static (string? File, int Index) KeyOf(PlannedCase planned) => (planned.Prompt.IsPromptfoo ? planned.Prompt.Location?.File : planned.Prompt.Id, planned.Case.Index);

    static (int Start, int End) Range(string text)
    {
        string[] parts = text.Split(':');
        return parts is [var from, var to]
            && int.TryParse(from.Length == 0 ? "0" : from, NumberStyles.None, CultureInfo.InvariantCulture, out int start)
            && int.TryParse(to.Length == 0 ? "2147483647" : to, NumberStyles.None, CultureInfo.InvariantCulture, out int end)
            && end >= start
                ? (start, end)
                : throw Wrong($"--filter-range takes START:END, such as 0:10, and '{text}' was given.");
    }

    static PtmException Wrong(string message) => new(new Diagnostic(DiagnosticCodes.InvalidValue, DiagnosticSeverity.Error, message));
}
