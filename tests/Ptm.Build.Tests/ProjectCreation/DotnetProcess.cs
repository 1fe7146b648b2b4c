using System.Diagnostics;
using System.Text;

namespace Ptm.ProjectCreation;

/// <summary>The real <c>dotnet</c>, in an environment without what a test run puts there.</summary>
public sealed class DotnetProcess : IDisposable
{
    static readonly TimeSpan s_limit = TimeSpan.FromMinutes(5);

    readonly StringBuilder _text = new();
    readonly Process _process;

    DotnetProcess(Process process) => _process = process;

    public int Id => _process.Id;

    /// <summary>Starts it; whoever needs to do something meanwhile calls this, everybody else <see cref="Run"/>.</summary>
    public static DotnetProcess Start(string folder, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null) =>
        Start("dotnet", folder, arguments, environment);

    /// <summary>Starts it as a shell does, as the leader of a group of processes that Ctrl-C reaches all of. On Linux.</summary>
    public static DotnetProcess StartGroup(string folder, IEnumerable<string> arguments) =>
        // A program that a shell runs in the background ignores interrupts, and so does what it starts, such as these tests in some build services.
        Start("setsid", folder, ["env", "--default-signal=INT", "dotnet", .. arguments], null);

    static DotnetProcess Start(string program, string folder, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment)
    {
        ProcessStartInfo start = new(program, arguments)
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (string name in start.Environment.Keys.Where(IsOfTheTestRun).ToList())
        {
            start.Environment.Remove(name);
        }

        if (IsServed(folder))
        {
            // It would have the last word on where packages go.
            start.Environment.Remove("NUGET_PACKAGES");
        }

        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        start.Environment["DOTNET_NOLOGO"] = "1";
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        foreach ((string name, string value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        DotnetProcess started = new(new() { StartInfo = start });
        started._process.OutputDataReceived += (_, line) => started.Keep(line.Data);
        started._process.ErrorDataReceived += (_, line) => started.Keep(line.Data);
        started._process.Start();
        started._process.StandardInput.Close();
        started._process.BeginOutputReadLine();
        started._process.BeginErrorReadLine();
        return started;
    }

    /// <summary>Runs it to its end.</summary>
    public static (int ExitCode, string Text) Run(string folder, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        using DotnetProcess process = Start(folder, arguments, environment);
        return process.WaitForExit();
    }

    public (int ExitCode, string Text) WaitForExit()
    {
        if (!_process.WaitForExit(s_limit))
        {
            _process.Kill(entireProcessTree: true);
            throw new TimeoutException($"dotnet {string.Join(' ', _process.StartInfo.ArgumentList)} did not end:\n{Text}");
        }

        _process.WaitForExit();
        return (_process.ExitCode, Text);
    }

    public void Kill() => _process.Kill();

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }

    string Text
    {
        get
        {
            lock (_text)
            {
                return _text.ToString();
            }
        }
    }

    void Keep(string? line)
    {
        if (line is not null)
        {
            lock (_text)
            {
                _text.Append(line).Append('\n');
            }
        }
    }

    // Whether the projects there have a feed and packages of their own.
    static bool IsServed(string folder)
    {
        for (string? one = folder; one is not null; one = Path.GetDirectoryName(one))
        {
            if (File.Exists(Path.Combine(one, "nuget.config")))
            {
                return true;
            }
        }

        return false;
    }

    static bool IsOfTheTestRun(string name) =>
        name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("PTM_", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("TESTINGPLATFORM", StringComparison.OrdinalIgnoreCase)
        || Array.Exists(["GITHUB_", "RUNNER_", "AGENT_", "BUILD_", "CI_"], service => name.StartsWith(service, StringComparison.OrdinalIgnoreCase))
        || name is "TF_BUILD" or "_MSBUILDTLENABLED" or "DOTNET_CLI_TEST_COMMAND_WORKING_DIRECTORY" or "OPENAI_API_KEY";
}
