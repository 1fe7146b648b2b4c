namespace Ptm.Bench.Fuzz.Fuzzing.Kinds;

/// <summary>JavaScript, some of which loops, throws, or asks for memory.</summary>
internal sealed class ScriptKind : GradedKind
{
    static readonly string[] _statements =
    [
        "let x = output.length;", "const y = JSON.parse(output);", "for (let i = 0; i < 100; i++) { x += i; }", "while (true) {}", "throw new Error(output);", "return x > 1;", "return { pass: true, score: 0.5, reason: output };",
        "x = [...output].map(c => c.charCodeAt(0));", "function f(n) { return f(n + 1); } f(0);", "try { nosuch(); } catch (e) { x = e.message; }", "return null;", "return NaN;", "return Symbol('a');", "return 10n ** 20n;", "x = 'a'.repeat(1e9);",
        "return new Promise(() => {});", "return Promise.reject(1);", "x = new Proxy({}, { get() { throw 1; } });", "return x;", "var a = []; a.length = 4294967295;", "a.fill(1);", "return { get pass() { throw 1; } };", "class A extends null {}", "label: { break label; }",
        "return /(a+)+$/.test(output);", "return output.split('').reverse().join('') === output;", "const o = {}; o.o = o; return o;", "return context.vars.name;", "return (async () => 1)();", "Object.prototype.toString = null;", "return eval('1+1');", "import('x');", "debugger;",
        "return structuredClone(context);", "x = new Date(NaN).toISOString();", "return new Array(1e8).join('x');", "let toJSON = { toJSON() { return toJSON; } }; return toJSON;", "return function* () {};", "x = `${output}`;", "await 1;", "with (context) { x = vars; }",
    ];

    static readonly string[] _expressions = ["output", "output.length > 3", "context.vars", "1/0", "[]", "({})", "'a'", "null", "output.includes('a')", "JSON.parse(output)", "parseInt(output)", "output?.x?.y", "new Error()", "() => 1", "/a/.exec(output)", "Math.max(...[])", "0.5"];

    public override string Name => "script";

    public override string Generate(Dice dice)
    {
        string script = dice.Chance(0.02) ? dice.Many(dice.Pick<string>(["(", "[", "{", "(() => ", "!", "a?", "`${", "new ", "x => ", "a.", "async () => await "]), 20_000) + "1" : dice.Chance(0.4) ? Expression(dice, 3) : dice.Some(5, () => dice.Pick(_statements), "\n") + "\n" + (dice.Chance(0.5) ? "return " + Expression(dice, 2) + ";" : "");
        return Input(dice.Chance(0.2) ? "not-javascript" : "javascript", Json(dice.Chance(0.3) ? Mutation.Of(script, dice) : script), dice.Some(4, dice.OddText));
    }

    static string Expression(Dice dice, int depth) => depth == 0 || dice.Chance(0.4) ? dice.Pick(_expressions) : dice.Below(5) switch
    {
        0 => $"({Expression(dice, depth - 1)} {dice.Pick<string>(["+", "-", "*", "&&", "||", "??", "===", "in", "instanceof", "**", ","])} {Expression(dice, depth - 1)})",
        1 => $"({Expression(dice, depth - 1)} ? {Expression(dice, depth - 1)} : {Expression(dice, depth - 1)})",
        2 => $"[{Expression(dice, depth - 1)}].{dice.Pick<string>(["map(x => x)", "join()", "flat(Infinity)", "sort()", "length", "at(-1)", "reduce((a, b) => a)"])}",
        3 => $"{dice.Pick<string>(["typeof ", "!", "-", "void ", "await ", "new "])}{Expression(dice, depth - 1)}",
        _ => $"({{ pass: {Expression(dice, depth - 1)}, score: {Expression(dice, depth - 1)}, reason: {Expression(dice, depth - 1)} }})",
    };
}
