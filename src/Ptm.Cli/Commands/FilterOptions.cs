using System.CommandLine;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using Ptm.Engine;
using Ptm.Engine.Running;

namespace Ptm.Cli.Commands;

/// <summary>The <c>--filter-*</c> options, in promptfoo's names: which cases of a plan run.</summary>
internal static class FilterOptions
{
    static readonly Option<string?> s_pattern = new("--filter-pattern") { Description = "Runs cases whose description matches this regular expression.", HelpName = "REGEX" };
    static readonly Option<int?> s_first = NumberOption.Create("--filter-first-n", "Runs the first N cases of what the other filters leave.", "N", least: 1);
    static readonly Option<int?> s_sample = NumberOption.Create("--filter-sample", "Runs N cases at random of what the other filters leave.", "N", least: 1);
    static readonly Option<int?> s_seed = NumberOption.Create("--filter-sample-seed", "Makes --filter-sample take the same cases each time.", "N", least: 0);
    static readonly Option<string?> s_range = new("--filter-range") { Description = "Runs the cases from START up to, and without, END, counted from 0.", HelpName = "START:END" };
    static readonly Option<string?> s_failing = PathOption.Create("--filter-failing", "Runs cases that did not pass in this run file, ours or promptfoo's.", "RUN.json");
    static readonly Option<string?> s_errors = PathOption.Create("--filter-errors-only", "Runs cases that were errors in this run file, ours or promptfoo's.", "RUN.json");
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

        List<Func<PlannedCase, bool>> conditions = [.. Conditions(parsed)];
        (int start, int end) = parsed.GetValue(s_range) is { } range ? Range(range) : (0, int.MaxValue);
        end = parsed.GetValue(s_first) is { } first ? (int)Math.Min(end, (long)start + first) : end;
        HashSet<int>? taken = parsed.GetValue(s_sample) is { } sample ? Sample(Numbered(plan.Cases, start, end), sample, parsed.GetValue(s_seed)) : null;
        EvalPlan left = StreamedPlan.Filter(plan, cases => Numbered(cases, start, end).Where(numbered => taken?.Contains(numbered.Test) != false).Select(numbered => numbered.Case));
        return left.Cases.Count > 0
            ? left
            : throw Wrong($"No case is left: {plan.Cases.Count} were there before {string.Join(", ", Given(parsed).Select(option => option.Name))}.");
        IEnumerable<(int Test, PlannedCase Case)> Numbered(IEnumerable<PlannedCase> cases, int from, int to) =>
            FilterOptions.Numbered(cases.Where(planned => conditions.TrueForAll(condition => condition(planned))), from, to);
    }

    static bool IsGiven(ParseResult parsed) => Given(parsed).Any();

    static IEnumerable<Option> Given(ParseResult parsed) =>
        new Option[] { s_pattern, s_first, s_sample, s_range, s_failing, s_errors, s_providers, s_prompts, s_metadata }.Where(option => parsed.GetResult(option) is { Implicit: false });

    static IEnumerable<Func<PlannedCase, bool>> Conditions(ParseResult parsed)
    {
        foreach ((Option<string?> option, Func<PlannedCase, string[]> texts) in new (Option<string?>, Func<PlannedCase, string[]>)[]
        {
            (s_pattern, planned => [planned.Case.Description]),
            (s_providers, planned => [planned.Provider]),
            (s_prompts, planned => [planned.Prompt.Id, planned.Prompt.Label ?? ""]),
        })
        {
            if (parsed.GetValue(option) is { } pattern)
            {
                yield return Matching(pattern, option, texts);
            }
        }

        foreach ((string key, string value) in (parsed.GetValue(s_metadata) ?? []).Select(Pair))
        {
            yield return planned => CaseMetadata.Has(planned.Case.Metadata, key, value);
        }

        foreach (Option<string?> option in new[] { s_failing, s_errors })
        {
            if (parsed.GetValue(option) is { } file)
            {
                yield return EarlierResults.Read(file, errorsOnly: option == s_errors).Has;
            }
        }
    }

    static Func<PlannedCase, bool> Matching(string pattern, Option option, Func<PlannedCase, string[]> texts)
    {

        (Regex? regex, string? flaw) = JavaScriptPattern.Compile(pattern);
        return regex is null ? throw Wrong($"{option.Name} takes a regular expression, and '{pattern}' is none: {flaw}.") : planned => texts(planned).Any(regex.IsMatch);
    }

    static (string Key, string Value) Pair(string text) =>
        text.IndexOf('=', StringComparison.Ordinal) is > 0 and var at ? (text[..at], text[(at + 1)..]) : throw Wrong($"--filter-metadata takes KEY=VALUE, and '{text}' was given.");

    // What counts is the test case, however many prompts and providers it runs on, all in a row.
    static IEnumerable<(int Test, PlannedCase Case)> Numbered(IEnumerable<PlannedCase> cases, int start, int end)
    {
        int test = -1;
        (string?, int)? last = null;
        foreach (PlannedCase planned in cases)
        {
            if (KeyOf(planned) is var key && key != last)
            {
                last = key;
                if (++test >= end)
                {
                    break;
                }
            }

            if (test >= start)
            {
                yield return (test, planned);
            }
        }
    }

    static HashSet<int> Sample(IEnumerable<(int Test, PlannedCase Case)> cases, int size, int? seed)
    {
        List<int> tests = [];
        foreach ((int test, _) in cases)
        {
            if (tests.Count == 0 || tests[^1] != test)
            {
                tests.Add(test);
            }
        }

#pragma warning disable CA5394 // Which cases are taken is no secret.
        (seed is { } given ? new Random(given) : Random.Shared).Shuffle(CollectionsMarshal.AsSpan(tests));
#pragma warning restore CA5394
        return [.. tests.Take(size)];
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
