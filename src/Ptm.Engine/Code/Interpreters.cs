using System.Collections.Concurrent;
using System.Diagnostics;
using System.Reflection;
using Ptm.Engine.Code.Processes;
using Ptm.Engine.Providers;

namespace Ptm.Engine.Code;

/// <summary>Finds the interpreters of this machine.</summary>
internal static class Interpreters
{
    static readonly Version s_detectsModules = new(20, 10);
    static readonly Version s_stripsTypes = new(22, 6);

    static readonly ConcurrentDictionary<string, string> _workers = new(StringComparer.Ordinal);
    static readonly ConcurrentDictionary<string, Version?> _versions = new(StringComparer.Ordinal);

    /// <summary>The interpreter of a language.</summary>
    /// <param name="language">The language.</param>
    /// <param name="wanted">One that the caller names; null for the one that is found.</param>
    /// <param name="what">What is to run, for messages.</param>
    /// <param name="location">Where it is named.</param>
    /// <exception cref="PtmException">There is none, or it is too old (PTM4013).</exception>
    public static Interpreter Find(CodeLanguage language, string? wanted, string what, SourceLocation? location) => language switch
    {
        CodeLanguage.Python => new(
            Locate(wanted, ["PTM_PYTHON", "PROMPTFOO_PYTHON"], ["python3", "python"]) ?? throw Missing(what, wanted, "Python 3.7 or later", "PTM_PYTHON", "python3 or python", location),
            ["-u", "-c", Worker("worker.py")]),
        CodeLanguage.Ruby => new(
            Locate(wanted, ["PTM_RUBY", "PROMPTFOO_RUBY"], ["ruby"]) ?? throw Missing(what, wanted, "Ruby", "PTM_RUBY", "ruby", location),
            ["-e", Worker("worker.rb")]),
        CodeLanguage.JavaScript => Node(wanted, types: false, what, location),
        CodeLanguage.TypeScript => Node(wanted, types: true, what, location),
        _ => throw Fault.Of(DiagnosticCodes.NotSupportedYet, $"{what} is Go, which is not run; build it, and call the program with exec:.", location),
    };

    /// <summary>Whether there is a <c>node</c>.</summary>
    public static bool HasNode => Locate(null, ["PTM_NODE"], ["node"]) is not null;

    static Interpreter Node(string? wanted, bool types, string what, SourceLocation? location)
    {
        string node = Locate(wanted, ["PTM_NODE"], ["node"]) ?? throw Missing(what, wanted, "Node.js 20 or later", "PTM_NODE", "node", location);
        Version? version = _versions.GetOrAdd(node, VersionOf);
        if (types && version < s_stripsTypes)
        {
            throw Fault.Of(
                DiagnosticCodes.InterpreterMissing,
                $"{what} is TypeScript, which needs Node.js 22.6 or later; {node} is {version}. Install it, set PTM_NODE to one, or name a .js file.",
                location);
        }

        List<string> arguments = ["--no-warnings"];
        if (types)
        {
            arguments.Add("--experimental-strip-types");
        }

        if (version >= s_detectsModules)
        {
            arguments.Add("--experimental-detect-module");
        }

        return new(node, [.. arguments, "-e", Worker("worker.js")]);
    }

    static string? Locate(string? wanted, string[] variables, string[] names)
    {
        string? named = wanted is { Length: > 0 } ? wanted : variables.Select(ReadVariables.Get).FirstOrDefault(value => value is { Length: > 0 });
        return named is not null
            ? ProgramSearch.Find(named, Environment.CurrentDirectory)
            : names.Select(name => ProgramSearch.Find(name, Environment.CurrentDirectory)).FirstOrDefault(found => found is not null);
    }

    static PtmException Missing(string what, string? wanted, string needed, string variable, string names, SourceLocation? location) =>
        Fault.Of(
            DiagnosticCodes.InterpreterMissing,
            wanted is { Length: > 0 } ? $"{what} needs {needed}, and '{wanted}', which its provider names, is no program that can be run."
                : ReadVariables.Get(variable) is { Length: > 0 } set ? $"{what} needs {needed}, and {variable} names '{set}', which is no program that can be run."
                : $"{what} needs {needed}, and there is no {names} on PATH. Install it, or set {variable} to its path.",
            location);

    static Version? VersionOf(string node)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(node, "--version") { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
            if (!process.WaitForExit(10_000))
            {
                process.Kill(entireProcessTree: true);
                return null;
            }

            string text = process.StandardOutput.ReadToEnd().Trim().TrimStart('v').Split('-')[0];
            return Version.TryParse(text, out Version? version) ? version : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    static string Worker(string name) => _workers.GetOrAdd(name, static name =>
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("Ptm.Engine.Code.Workers." + name)!;
        using StreamReader reader = new(stream);
        return reader.ReadToEnd();
    });
}
