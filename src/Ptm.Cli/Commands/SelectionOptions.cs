using System.CommandLine;
using Ptm.Engine;

namespace Ptm.Cli.Commands;

/// <summary>Which cases a command runs, on which providers, and how many at once.</summary>
internal static class SelectionOptions
{
    const int DefaultConcurrency = 16;

    static readonly Option<string[]> s_provider = new("--provider") { Description = "Runs on this provider instead of each prompt's own. May be repeated.", HelpName = "NAME" };
    static readonly Option<string[]> s_prompt = new("--prompt") { Description = "Runs this prompt only. May be repeated.", HelpName = "ID" };
    static readonly Option<string?> s_tag = new("--tag") { Description = "Runs prompts and cases with this tag.", HelpName = "TAG" };
    static readonly Option<string?> s_filter = new("--filter") { Description = "Runs cases whose description, id or prompt contains this text.", HelpName = "TEXT" };
    static readonly Option<int?> s_repeat = Aliased(NumberOption.Create("--repeat", "How often each case runs on each provider: its samples. Default: what the config says, else 1.", "N", least: 1), "--samples");
    static readonly Option<int?> s_maxConcurrency = NumberOption.Create("--max-concurrency", "Cases evaluated at once. Default: 16.", "N", least: 1);
    static readonly Option<string[]> s_assembly = PathOption.Checked(new Option<string[]>("--assembly") { Description = "A built assembly whose [PtmProvider] methods are providers. May be repeated.", HelpName = "DLL" });

    /// <summary>How many at once.</summary>
    public static Option Concurrency => s_maxConcurrency;

    /// <summary>What says which programs there are.</summary>
    public static Option Assembly => s_assembly;

    /// <summary>What says which programs there are, and how many run at once.</summary>
    public static IReadOnlyList<Option> Programs => [s_maxConcurrency, s_assembly];

    static Option<T> Aliased<T>(Option<T> option, string alias)
    {
        option.Aliases.Add(alias);
        return option;
    }

    public static void AddTo(Command command)
    {
        foreach (Option option in new Option[] { s_provider, s_prompt, s_tag, s_filter, s_repeat, s_maxConcurrency, s_assembly })
        {
            command.Options.Add(option);
        }
    }

    /// <summary>Adds what does not leave cases out, for commands that need all of them.</summary>
    public static void AddRunTo(Command command)
    {
        foreach (Option option in new Option[] { s_provider, s_repeat, s_maxConcurrency, s_assembly })
        {
            command.Options.Add(option);
        }
    }

    /// <summary>Adds what says which programs there are, and how many run at once.</summary>
    public static void AddProgramsTo(Command command)
    {
        foreach (Option option in Programs)
        {
            command.Options.Add(option);
        }
    }

    /// <summary>All cases, by the options of <see cref="AddRunTo"/>.</summary>
    public static EvalSelection Run(ParseResult parsed) => new() { Providers = parsed.GetValue(s_provider) ?? [], Repeat = parsed.GetValue(s_repeat) };

    public static EvalSelection Selection(ParseResult parsed) => new()
    {
        PromptIds = parsed.GetValue(s_prompt) ?? [],
        Tag = parsed.GetValue(s_tag),
        Filter = parsed.GetValue(s_filter),
        Providers = parsed.GetValue(s_provider) ?? [],
        Repeat = parsed.GetValue(s_repeat),
    };

    public static int MaxConcurrency(ParseResult parsed) => parsed.GetValue(s_maxConcurrency) ?? DefaultConcurrency;

    /// <summary>Loads the assemblies whose methods are providers and gives them to the engine.</summary>
    /// <exception cref="PtmException">One of them is not there or is no assembly.</exception>
    public static IReadOnlyList<ProviderAssembly> LoadPrograms(ParseResult parsed, PtmEngineOptions options)
    {
        ProviderAssembly[] programs = [.. (parsed.GetValue(s_assembly) ?? []).Select(ProviderAssembly.Load)];
        foreach (ProviderAssembly program in programs)
        {
            options.ProviderAssemblies.Add(program.Main);
        }

        return programs;
    }
}
