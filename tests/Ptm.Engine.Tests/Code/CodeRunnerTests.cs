using System.Diagnostics;
using System.Text.Json;
using Ptm.Engine.Code;

namespace Ptm.Engine.Tests.Code;

/// <summary>Real files, run by the interpreters of this machine: Python 3 and Node.js have to be there.</summary>
public sealed class CodeRunnerTests : IDisposable
{
    readonly CodeFolder _folder = new();
    readonly CodeRunner _runner = new();

    public void Dispose()
    {
        _runner.Dispose();
        _folder.Dispose();
    }

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    Task<JsonElement> CallAsync(CodeReference code, params string[] arguments) =>
        _runner.CallAsync(code, "get_assert", [.. arguments.Select(CodeFolder.Json)], Cancellation);

    async Task<string> FaultAsync(CodeReference code, params string[] arguments)
    {
        PtmException fault = await Assert.ThrowsAsync<PtmException>(() => CallAsync(code, arguments));
        Assert.Equal(new SourceLocation("config.yaml", 3, 7), fault.Diagnostics[0].Location);
        return $"{fault.Diagnostics[0].Code} {fault.Diagnostics[0].Message}";
    }

    [Theory]
    [InlineData("x.js", "module.exports = (a, b) => ({ a, b, n: a.n + 1 });")]
    [InlineData("x.js", "exports.get_assert = async (a, b) => ({ a, b, n: a.n + 1 });")]
    [InlineData("x.js", "module.exports = { default: (a, b) => ({ a, b, n: a.n + 1 }) };")]
    [InlineData("x.js", "export default function (a, b) { return { a, b, n: a.n + 1 }; }")]
    [InlineData("x.mjs", "export const get_assert = (a, b) => ({ a, b, n: a.n + 1 });")]
    [InlineData("x.js", "#!/usr/bin/env node\nmodule.exports = (a, b) => ({ a, b, n: a.n + 1 });")]
    [InlineData("x.js", "const path = require('path'); module.exports = (a, b) => ({ a, b, n: path.basename('/x/' + (a.n + 1)) * 1 });")]
    [InlineData("x.cjs", "const fs = require('node:fs'); console.log('noise'); module.exports = async (a, b) => { console.log('noise'); return { a, b, n: a.n + 1 }; };")]
    [InlineData("x.mjs", "import path from 'node:path'; export default async (a, b) => ({ a, b, n: a.n + path.sep.length });")]
    [InlineData("x.js", "import path from 'node:path'; export const get_assert = (a, b) => ({ a, b, n: a.n + path.sep.length });")]
    [InlineData("x.py", "def get_assert(a, b):\n    print('noise')\n    return {'a': a, 'b': b, 'n': a['n'] + 1}\n")]
    [InlineData("x.py", "import asyncio\nasync def get_assert(a, b):\n    await asyncio.sleep(0)\n    return {'a': a, 'b': b, 'n': a['n'] + 1}\n")]
    public async Task A_function_gets_its_arguments_and_its_result_comes_back(string name, string source)
    {
        JsonElement result = await CallAsync(_folder.File(name, source), """{"n": 1, "text": "a\"\\\n\u0000äöü 日本 👩‍👩‍👧"}""", "[1.5, true, null, {}]");
        Assert.Equal(2, result.GetProperty("n").GetInt32());
        Assert.Equal("a\"\\\n\0äöü 日本 👩‍👩‍👧", result.GetProperty("a").GetProperty("text").GetString());
        Assert.Equal("[1.5,true,null,{}]", result.GetProperty("b").GetRawText().Replace(" ", "", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("x.js", "exports.first = () => 'one'; exports.second = () => 'two';")]
    [InlineData("x.mjs", "import 'node:path'; export const first = () => 'one'; export const second = () => 'two';")]
    [InlineData("x.py", "def first():\n    return 'one'\ndef second():\n    return 'two'\n")]
    public async Task A_named_function_is_called_and_a_slip_names_the_nearest(string name, string source)
    {
        Assert.Equal("two", (await CallAsync(_folder.File(name, source, "second"))).GetString());
        string fault = await FaultAsync(_folder.File(name, source, "secnd"));
        Assert.StartsWith("PTM4004 ", fault, StringComparison.Ordinal);
        Assert.Contains("Did you mean 'second'?", fault, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("x.py", "import os\n\ndef get_assert():\n    raise ValueError('a bad day')\n", "ValueError: a bad day", "x.py, line 4")]
    [InlineData("x.py", "def get_assert():\n    return (1\n", "SyntaxError: ", "x.py, line 2")]
    [InlineData("x.py", "import no_such_module_here\n", "ModuleNotFoundError: No module named 'no_such_module_here'", "x.py, line 1")]
    [InlineData("x.py", "import os\ndef get_assert():\n    os._exit(7)\n", "its interpreter ended with exit code 7", "")]
    [InlineData("x.py", "import sys\ndef get_assert():\n    sys.exit('enough')\n", "SystemExit: the code ended the interpreter: enough", "")]
    [InlineData("x.py", "def get_assert():\n    return {1, 2}\n", "the result is no JSON: Object of type set", "")]
    [InlineData("x.py", "def get_assert():\n    return float('nan')\n", "the result is no JSON", "")]
    [InlineData("x.js", "const fs = require('fs');\nmodule.exports = () => {\n  throw new TypeError('a bad day');\n};\n", "TypeError: a bad day", "x.js, line 3")]
    [InlineData("x.js", "const fs = require('fs');\nmodule.exports = () => {\n  return 1 +;\n};\n", "SyntaxError: Unexpected token ';'", "x.js, line 3")]
    [InlineData("x.js", "require('no-such-module-here');\n", "Cannot find module 'no-such-module-here'", "x.js, line 1")]
    [InlineData("x.js", "module.exports = () => { process.exit(7); };\n", "its interpreter ended with exit code 7", "")]
    [InlineData("x.js", "module.exports = () => {\n  throw new TypeError('a bad day');\n};\n", "the script threw: a bad day", "")]
    [InlineData("x.js", "module.exports = { a: 1 };\n", "exports no function. There is none.", "")]
    public async Task A_failure_says_what_and_where(string name, string source, string message, string place)
    {
        string fault = await FaultAsync(_folder.File(name, source));
        Assert.StartsWith("PTM4004 ", fault, StringComparison.Ordinal);
        Assert.Contains(message, fault, StringComparison.Ordinal);
        Assert.Contains(place, fault, StringComparison.Ordinal);

        // The next call is not harmed by it.
        Assert.Equal(5, (await CallAsync(_folder.File("fine" + Path.GetExtension(name), name.EndsWith(".py", StringComparison.Ordinal) ? "def get_assert(): return 5" : "module.exports = () => process.version && 5"))).GetInt32());
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_named_by_its_whole_path()
    {
        CodeReference code = CodeReference.TryParse("file://none.py", _folder.Path, new SourceLocation("config.yaml", 3, 7))!;
        Assert.Equal($"PTM3001 There is no file {Path.Combine(_folder.Path, "none.py")}.", await FaultAsync(code));
    }

    [Theory]
    [InlineData("x.py", "import subprocess, signal, time, os\ndef get_assert(pids):\n    signal.signal(signal.SIGTERM, signal.SIG_IGN)\n    subprocess.Popen(['sh', '-c', 'trap \"\" TERM INT; echo $$ >> \"' + pids + '\"; (trap \"\" TERM; echo $PPID >/dev/null; sleep 300 & echo $! >> \"' + pids + '\"; sleep 300)'])\n    open(pids, 'a').write(str(os.getpid()) + '\\n')\n    time.sleep(300)\n")]
    [InlineData("x.js", "const { spawn } = require('child_process');\nmodule.exports = pids => {\n  process.on('SIGTERM', () => {});\n  require('fs').appendFileSync(pids, process.pid + '\\n');\n  spawn('sh', ['-c', 'trap \"\" TERM INT; echo $$ >> \"' + pids + '\"; (trap \"\" TERM; sleep 300 & echo $! >> \"' + pids + '\"; sleep 300)'], { stdio: 'ignore' });\n  setTimeout(() => { for (;;) { } }, 300);\n  return new Promise(() => {});\n};\n")]
    public async Task What_hangs_is_ended_with_all_that_it_started(string name, string source)
    {
        CodeReference code = _folder.File(name, source);
        string pids = Path.Combine(_folder.Path, "pids");
        using CodeRunner hurried = new(new CodeLimits { Time = TimeSpan.FromSeconds(10) });
        Stopwatch watch = Stopwatch.StartNew();
        PtmException fault = await Assert.ThrowsAsync<PtmException>(() => hurried.CallAsync(code, "get_assert", [JsonSerializer.SerializeToElement(pids)], Cancellation));
        Assert.Contains("did not end within 10 s and was ended", fault.Message, StringComparison.Ordinal);
        Assert.InRange(watch.Elapsed.TotalSeconds, 9.5, 25);
        await Processes.AssertEndedAsync(pids, atLeast: 3);
    }

    [Fact]
    public async Task A_call_that_is_called_off_ends_within_two_seconds_and_leaves_nothing()
    {
        CodeReference code = _folder.File("x.py", "import os, time\ndef get_assert(pids):\n    open(pids, 'w').write(str(os.getpid()) + '\\n')\n    time.sleep(300)\n");
        string pids = Path.Combine(_folder.Path, "pids");
        using CancellationTokenSource source = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        Task<JsonElement> call = _runner.CallAsync(code, "get_assert", [JsonSerializer.SerializeToElement(pids)], source.Token);
        await Processes.UntilAsync(() => File.Exists(pids) && File.ReadAllText(pids).Length > 0);
        Stopwatch watch = Stopwatch.StartNew();
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await Processes.AssertEndedAsync(pids, atLeast: 1);
        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 2);
    }

    [Fact]
    public async Task A_runner_that_is_let_go_ends_its_interpreters()
    {
        string pids = Path.Combine(_folder.Path, "pids");
        CodeReference python = _folder.File("x.py", "import os\ndef get_assert(pids):\n    open(pids, 'a').write(str(os.getpid()) + '\\n')\n");
        CodeReference node = _folder.File("x.js", "module.exports = pids => require('fs').appendFileSync(pids, process.pid + '\\n');");
        using (CodeRunner runner = new())
        {
            Assert.Equal(JsonValueKind.Null, (await runner.CallAsync(python, "get_assert", [JsonSerializer.SerializeToElement(pids)], Cancellation)).ValueKind);
            Assert.Equal(JsonValueKind.Undefined, (await runner.CallAsync(node, "get_assert", [JsonSerializer.SerializeToElement(pids)], Cancellation)).ValueKind);
        }

        await Processes.AssertEndedAsync(pids, atLeast: 2);
    }

    [Theory]
    [InlineData("x.py", "import sys, os\ndef get_assert():\n    print('{\"value\": 1}')\n    sys.stdout.write('half a line')\n    os.write(1, b'\\xff\\xfe\\x00\\n12345 9\\n')\n    os.system('echo from a child')\n    return 2\n")]
    [InlineData("x.js", "const fs = require('fs');\nmodule.exports = () => {\n  console.log('{\"value\": 1}');\n  process.stdout.write('half a line');\n  fs.writeSync(1, Buffer.from([255, 254, 0, 10, 49, 50, 32, 57, 10]));\n  require('child_process').spawnSync('sh', ['-c', 'echo from a child'], { stdio: 'inherit' });\n  return 2;\n};\n")]
    public async Task What_code_prints_does_not_disturb_its_result(string name, string source)
    {
        CodeReference code = _folder.File(name, source);
        for (int time = 0; time < 3; time++)
        {
            Assert.Equal(2, (await CallAsync(code)).GetInt32());
        }
    }

    [Theory]
    [InlineData("x.py", "import sys\ndef get_assert():\n    for _ in range(20):\n        sys.stdout.write('x' * 10_000_000)\n    return 2\n", null)]
    [InlineData("x.js", "const fs = require('fs');\nmodule.exports = () => { const block = Buffer.alloc(1 << 20, 120); for (let n = 0; n < 1000; n++) { let at = 0; while (at < block.length) { try { at += fs.writeSync(1, block, at); } catch (e) { if (e.code !== 'EAGAIN') throw e; } } } return 2; };\n", "it printed more than 64 MB")]
    [InlineData("x.py", "def get_assert():\n    return 'x' * 20_000_000\n", "its result has 20,000,013 bytes; 16,777,216 are allowed")]
    [InlineData("x.js", "const fs = require('fs');\nmodule.exports = () => 'x'.repeat(20000000);\n", "its result has 20,000,012 bytes; 16,777,216 are allowed")]
    [InlineData("x.py", "def get_assert():\n    value = []\n    for _ in range(900): value = [value]\n    return value\n", "no usable JSON")]
    public async Task A_flood_is_stopped_at_the_limit(string name, string source, string? fault)
    {
        CodeReference code = _folder.File(name, source);
        if (fault is null)
        {
            // Python's prints go to a stream of their own, which is read and thrown away.
            Assert.Equal(2, (await CallAsync(code)).GetInt32());
        }
        else
        {
            Assert.Contains(fault, await FaultAsync(code), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Halves_of_characters_do_not_make_a_result_unreadable()
    {
        Assert.Equal("a\ufffdb", (await CallAsync(_folder.File("x.py", "def get_assert(): return 'a\\ud800b'"))).GetString());
        Assert.Equal("a\ufffdb", (await CallAsync(_folder.File("x.js", "require('fs'); module.exports = () => 'a\\ud800b';"))).GetString());
    }

    [Fact]
    public async Task Code_runs_in_the_folder_of_its_config_with_the_environment_it_is_given()
    {
        CodeReference python = _folder.File("checks/x.py", "import os\ndef get_assert(): return [os.getcwd(), os.environ['PTM_TEST_COLOUR'], os.environ['PATH'] != '']");
        CodeReference node = _folder.File("checks/x.js", "module.exports = () => [process.cwd(), process.env.PTM_TEST_COLOUR, process.env.PATH !== ''];");
        foreach (CodeReference code in new[] { python, node })
        {
            JsonElement result = await _runner.CallAsync(
                new CodeCall { File = code, DefaultFunctions = ["get_assert"], Arguments = [], Environment = new Dictionary<string, string> { ["PTM_TEST_COLOUR"] = "blåbær" } }, Cancellation);
            Assert.Equal([_folder.Path, "blåbær", "True"], result.EnumerateArray().Select(item => item.ToString()));
        }
    }

    [Fact]
    public async Task A_file_finds_the_modules_beside_it_and_not_those_of_another_folder()
    {
        _folder.File("one/shared.py", "NAME = 'one'");
        _folder.File("two/shared.py", "NAME = 'two'");
        CodeReference first = _folder.File("one/x.py", "import shared\ndef get_assert(): return shared.NAME");
        CodeReference second = _folder.File("two/x.py", "import shared\ndef get_assert(): return shared.NAME");
        Assert.Equal("one", (await CallAsync(first)).GetString());
        Assert.Equal("two", (await CallAsync(second)).GetString());
    }

    [Fact]
    public async Task A_fresh_call_sees_no_variables_of_an_earlier_one()
    {
        CodeReference code = _folder.File("x.py", "count = 0\ndef get_assert():\n    global count\n    count += 1\n    return count\n");
        foreach ((bool fresh, int expected) in new[] { (false, 1), (false, 2), (true, 1), (true, 1) })
        {
            JsonElement result = await _runner.CallAsync(new CodeCall { File = code, DefaultFunctions = ["get_assert"], Arguments = [], Fresh = fresh }, Cancellation);
            Assert.Equal(expected, result.GetInt32());
        }
    }

    [Fact]
    public async Task TypeScript_runs_where_the_interpreter_understands_it_and_is_an_error_that_says_so_elsewhere()
    {
        CodeReference code = _folder.File("x.ts", "const add = (a: number): number => a + 1;\nexport default add;\n");
        using Process node = Process.Start(new ProcessStartInfo("node", "--version") { RedirectStandardOutput = true, UseShellExecute = false })!;
        Version version = Version.Parse((await node.StandardOutput.ReadToEndAsync(Cancellation)).Trim().TrimStart('v'));
        if (version >= new Version(22, 6))
        {
            Assert.Equal(3, (await CallAsync(code, "2")).GetInt32());
        }
        else
        {
            Assert.Matches("^PTM4013 x.ts is TypeScript, which needs Node.js 22.6 or later; .*node is " + version, await FaultAsync(code, "2"));
        }
    }

    [Fact]
    public async Task A_missing_interpreter_is_an_error_that_names_what_to_install()
    {
        CodeReference ruby = _folder.File("x.rb", "def get_assert; 1; end");
        PtmException named = await Assert.ThrowsAsync<PtmException>(() => _runner.CallAsync(new() { File = ruby, Arguments = [], Executable = "./no-ruby-here" }, Cancellation));
        Assert.Equal("x.rb needs Ruby, and './no-ruby-here', which its provider names, is no program that can be run.", named.Diagnostics[0].Message);
        if (!Runners.HasRuby)
        {
            Assert.Matches("^PTM4013 x.rb needs Ruby, and there is no ruby on PATH. Install it, or set PTM_RUBY to its path.$", await FaultAsync(ruby));
        }

        Assert.Matches("^PTM4006 x.go is Go, which is not run;", await FaultAsync(_folder.File("x.go", "package main")));
    }

    [Fact]
    public async Task Many_calls_at_once_share_a_few_interpreters()
    {
        CodeReference code = _folder.File("x.py", "import os\ndef get_assert(n): return [n, os.getpid()]");
        JsonElement[] results = await Task.WhenAll(Enumerable.Range(0, 200).Select(n => CallAsync(code, n.ToString(System.Globalization.CultureInfo.InvariantCulture))));
        Assert.Equal(Enumerable.Range(0, 200), results.Select(result => result[0].GetInt32()));
        Assert.InRange(results.Select(result => result[1].GetInt32()).Distinct().Count(), 1, 16);
    }
}
