using System.Diagnostics;
using Ptm.Engine.Scripting;

namespace Ptm.Engine.Tests.Scripting;

public sealed class ScriptSandboxTests
{
    static readonly string[] _hostile =
    [
        "(() => { while (true) {} })()",
        "Array.from({length:3e8}).fill(0).join('-').length>0",
        "(9n**9000000n).toString().length>1",
        "/(x+x+)+y/.test('x'.repeat(40))",
        "JSON.stringify({a:[...Array(5e7).keys()]}).length>1",
    ];

    static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> Hostile() =>
    [
        .. _hostile,
        "(() => { function f() { return f() } return f() })()",
        "(() => { class A { constructor() { new A } } return new A })()",
        "JSON.parse('['.repeat(100000))",
        "eval('['.repeat(100000) + ']'.repeat(100000)).length === 1",
        "new Function('('.repeat(50000) + ')'.repeat(50000))()",
        "(() => { let o = null; for (let i = 0; i < 1e5; i++) o = [o]; return o })()",
        "'x'.repeat(2**30)",
        "'x'.repeat(5e7).replaceAll('x', 'yyyyyyyyyyyy').length",
        "'x'.repeat(1e6).replaceAll('x', 'y'.repeat(1e5)).length",
        "new Array(2**32-1).join('x').length",
        "[].concat(new Array(2**31)).length",
        "'a'.padEnd(1e9).length",
        "new Promise(() => {})",
        "(async () => { while (true) { await 1 } })()",
        "({ get pass() { while (true) {} }, score: 1, reason: '' })",
        "({ toString() { throw 1 } }) + ''",
        "new Proxy({}, { ownKeys() { while (true) {} } })",
        "(() => { throw null })()",
        "(() => { for (;;) { try { while (true) {} } catch {} } })()",
        "(() => { try { while (true) {} } finally { while (true) {} } })()",
        "(() => { while (true) 'a'.repeat(1) })()",
        "(() => { let a = 'x'; while (true) a += a })()",
        "(() => { const a = []; while (true) a.push({}) })()",
        "[3, 1, 2].sort(() => { while (true) {} })",
        "Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)",
        "Promise.reject(new Error('no'))",
        "undefinedName.x",
        "1 +",
        "process.exit(1)",
        "require('fs')",
        "System.IO.File.ReadAllText('/etc/hostname')",
        "output.constructor.constructor('return clr')()",
    ];

    [Theory]
    [MemberData(nameof(Hostile))]
    public async Task A_hostile_or_broken_script_ends_as_an_error(string code)
    {
        using ScriptSandbox sandbox = new();

        ScriptException error = await Assert.ThrowsAsync<ScriptException>(() => sandbox.RunAsync(Call(code), Token));

        Assert.NotEqual("", error.Message);
    }

    [Fact]
    public async Task Sixteen_hostile_scripts_at_once_end_and_leave_twenty_good_ones_their_answers()
    {
        long before = PeakMemory();
        using ScriptSandbox sandbox = new();
        List<Task<ScriptValue>> hostile = [.. Enumerable.Range(0, 16).Select(index => sandbox.RunAsync(Call(_hostile[index % _hostile.Length]), Token))];
        List<Task<ScriptValue>> good = [.. Enumerable.Range(0, 20).Select(index => sandbox.RunAsync(Call($"output.length + {index}", "abc"), Token))];

        double[] answers = [.. (await Task.WhenAll(good)).Select(value => value.Number)];

        Assert.Equal(Enumerable.Range(3, 20).Select(number => (double)number), answers);
        foreach (Task<ScriptValue> task in hostile)
        {
            await Assert.ThrowsAsync<ScriptException>(() => task);
        }

        long grown = PeakMemory() - before;
        Assert.True(grown < 300L * 1024 * 1024, $"the process grew by {grown >> 20} MB");
    }

    [Fact]
    public async Task A_script_stuck_in_a_built_in_call_is_given_up_and_the_next_one_runs()
    {
        using ScriptSandbox sandbox = new(new ScriptLimits { Concurrency = 1, HardTime = TimeSpan.FromMilliseconds(300) });

        // Writing so many digits takes the square of their number, in one step of the interpreter.
        ScriptException error = await Assert.ThrowsAsync<ScriptException>(() => sandbox.RunAsync(Call("BigInt('9'.repeat(300000)).toString().length"), Token));
        ScriptValue next = await sandbox.RunAsync(Call("1 + 1"), Token);

        Assert.Contains("given up", error.Message, StringComparison.Ordinal);
        Assert.Equal(2, next.Number);
    }

    [Fact]
    public async Task Too_many_stuck_scripts_stop_all_scripts_instead_of_waiting_for_ever()
    {
        using ScriptSandbox sandbox = new(new ScriptLimits { Concurrency = 1, HardTime = TimeSpan.FromMilliseconds(200), LostThreads = 0 });
        Task<ScriptValue> stuck = sandbox.RunAsync(Call("BigInt('9'.repeat(300000)).toString().length"), Token);
        Task<ScriptValue> waiting = sandbox.RunAsync(Call("1"), Token);

        await Assert.ThrowsAsync<ScriptException>(() => stuck);
        ScriptException error = await Assert.ThrowsAsync<ScriptException>(() => waiting);

        Assert.Contains("no more are run", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_script_sees_what_another_left_behind()
    {
        using ScriptSandbox sandbox = new(new ScriptLimits { Concurrency = 1 });

        await sandbox.RunAsync(Call("leaked = 1\nString.prototype.includes = () => true\nArray.prototype.evil = 1\nJSON.parse = () => 7\nreturn true"), Token);
        ScriptValue seen = await sandbox.RunAsync(Call("typeof leaked + ' ' + 'a'.includes('b') + ' ' + [].evil + ' ' + JSON.parse('1')"), Token);

        Assert.Equal("undefined false undefined 1", seen.Text);
    }

    [Theory]
    [InlineData("1 + 1", "2")]
    [InlineData("'a' + output", "the string \"aabc\"")]
    [InlineData("null", "null")]
    [InlineData("undefined", "undefined")]
    [InlineData("({a: [1, 'x', null]})", "{\"a\":[1,\"x\",null]}")]
    [InlineData("() => 1", "a function")]
    [InlineData("10n", "a BigInt")]
    [InlineData("Promise.resolve(0.5)", "0.5")]
    [InlineData("(async () => { await null; return 'later' })()", "the string \"later\"")]
    [InlineData("const a = 1\nreturn a === 1", "true")]
    [InlineData("const a = 1\na === 1", "undefined")]
    [InlineData("console.log('still here') || 'a'.repeat(3)", "the string \"aaa\"")]
    [InlineData("'aXa'.replaceAll('a', x => x + x) + 'ab'.replace(/b/, '$&$&')", "the string \"aaXaaabb\"")]
    [InlineData("'x'.padStart(3, '-') + 'x'.padEnd(2)", "the string \"--xx \"")]
    [InlineData("context.n", "5")]
    public async Task A_script_returns_its_value(string code, string expected)
    {
        using ScriptSandbox sandbox = new();

        ScriptValue value = await sandbox.RunAsync(Call(code, "abc"), Token);

        Assert.Equal(expected, value.Describe());
    }

    [Fact]
    public async Task A_cancelled_call_ends_at_once_and_the_sandbox_goes_on()
    {
        using ScriptSandbox sandbox = new(new ScriptLimits { Concurrency = 1 });
        using CancellationTokenSource source = new();
        Task<ScriptValue> endless = sandbox.RunAsync(Call(_hostile[0]), source.Token);

        await source.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => endless);
        Assert.Equal(1, (await sandbox.RunAsync(Call("1"), Token)).Number);
    }

    static long PeakMemory()
    {
        using Process self = Process.GetCurrentProcess();
        return self.PeakWorkingSet64;
    }

    static ScriptCall Call(string code, string output = "") => new() { Body = ScriptCall.BodyOf(code), Output = output, Context = () => """{"n":5}""" };
}
