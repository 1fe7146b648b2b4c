#!/usr/bin/env python3
"""Makes expressions from a fixed seed, asks CPython for the value of each, and writes both to expressions.json beside this script.

usage: regenerate.py

An answer is the type and the value ("int 3", "float -0.0", "str abc", "bool True", "None", ["list", "int 1"], ["dict", "int 2"] for a dict of two),
or "error" with the exception's name.
Where CPython goes on with an infinity, a NaN, a complex number or a whole number beyond our limit, ours is an error: "differs" says so.
"""
import ast
import json
import math
import operator
import pathlib
import platform
import random
import warnings

warnings.simplefilter("ignore")
SEED, COUNT, MAX_BITS = 20260601, 3000, 4096
rng = random.Random(SEED)

OUTPUT = "Grüße, 東京 😀!"

# What the test gives its scope, name by name.
NAMES = {
    "cost": 0.0123, "latency_ms": 850.5, "tokens": 321, "prompt_tokens": 300, "completion_tokens": 21, "output": OUTPUT, "output_length": len(OUTPUT),
    "score": 75.0, "passed": True, "relevance": 0.8, "metrics": {"relevance": 0.8, "tone of voice": 0.25},
    "vars": {"n": 7, "x": -2.5, "text": "straße", "yes": True, "nothing": None, "list": [1, 2.5, "a", None, [3]], "big": 12345678901234567890, "o": {"k": "v"}},
}
SAFE = {"min": min, "max": max, "abs": abs, "round": round, "len": len}

INTS = ["0", "1", "2", "3", "5", "7", "10", "-1", "-7", "17", "100", "255", "0x1F", "0b101", "0o17", "1_000", "9007199254740993", "18446744073709551616",
        "123456789012345678901234567890", "-98765432109876543210"]
FLOATS = ["0.0", "0.5", "1.5", "2.5", "-0.5", "0.1", "0.2", "0.3", "1e-3", ".25", "3.", "2.675", "1e16", "1e22", "123456.789", "-2.5", "0.05", "1e300", "5e-324", "9007199254740992.0"]
TEXTS = ["''", "'a'", "'abc'", '"b"', "'Grüße'", "'ü'", "'😀'", "'東京'", r"'\n\t\\'", r"'\x41\u00e9'", r"'\U0001F600'", "'ab' 'c'", r"'\q'", "'\uffff'", "'straße'", r"'\101'"]
NUMBERED = ["cost", "latency_ms", "tokens", "prompt_tokens", "completion_tokens", "output_length", "score", "passed", "relevance",
            "metrics['relevance']", "metrics['tone of voice']", "vars['n']", "vars['x']", "vars['yes']", "vars['big']", "vars['list'][1]", "vars['list'][-1][0]"]
TEXTED = ["output", "vars['text']", "vars['o']['k']", "output[0]", "output[-2]", "vars['list'][2]"]
COMPARE = ["<", "<=", ">", ">=", "==", "!="]


def pick(*choices):
    return rng.choice(choices)()


def number(depth):
    if depth <= 0:
        return rng.choice([rng.choice(INTS), rng.choice(FLOATS), rng.choice(NUMBERED), rng.choice(["True", "False"]) if rng.random() < .3 else rng.choice(INTS)])
    deeper = lambda: number(depth - 1 - (rng.random() < .3))
    kind = rng.random()
    if kind < .45:
        return f"{wrap(deeper())} {rng.choice(['+', '-', '*', '/', '//', '%', '//', '%', '**'])} {wrap(deeper())}"
    if kind < .55:
        return f"{deeper()} {rng.choice('+-*')} {deeper()}"
    if kind < .62:
        return f"{rng.choice('+-')}{wrap(deeper())}"
    if kind < .72:
        return f"round({deeper()}{rng.choice(['', '', ', 0', ', 1', ', 2', ', -1', ', -2', ', 20', ', None'])})"
    if kind < .78:
        return f"abs({deeper()})"
    if kind < .85:
        return f"{rng.choice(['min', 'max'])}({', '.join(deeper() for _ in range(rng.randint(2, 4)))})"
    if kind < .90:
        return f"len({pick(lambda: text(depth - 1), lambda: items(depth - 1), lambda: 'vars', lambda: 'metrics')})"
    return f"({deeper()} if {truth(depth - 1)} else {deeper()})"


def text(depth):
    if depth <= 0:
        return rng.choice([rng.choice(TEXTS), rng.choice(TEXTS), rng.choice(TEXTED)])
    kind = rng.random()
    if kind < .5:
        return f"{wrap(text(depth - 1))} + {wrap(text(depth - 1))}"
    if kind < .65:
        return f"{wrap(text(depth - 1))} * {rng.choice(['2', '0', '-1', 'True', '3'])}"
    if kind < .8:
        return f"{wrap(text(depth - 1))}[{rng.choice(['0', '-1', '1', '2'])}]"
    return f"{rng.choice(['min', 'max'])}({text(depth - 1)}, {text(depth - 1)})"


def items(depth):
    inner = ", ".join(anything(depth - 1) for _ in range(rng.randint(0, 3)))
    kind = rng.random()
    if kind < .55:
        return f"[{inner}]"
    if kind < .75:
        return f"({inner},)" if inner else "()"
    if kind < .85:
        return "vars['list']"
    return f"[{inner}] {rng.choice(['+ [1]', '* 2', '+ []'])}"


def truth(depth):
    kind = rng.random()
    if depth <= 0 or kind < .35:
        chain = number(depth - 1)
        for _ in range(rng.choice([1, 1, 2, 3])):
            chain += f" {rng.choice(COMPARE)} {number(depth - 1)}"
        return chain
    if kind < .5:
        return f"{text(depth - 1)} {rng.choice(COMPARE + ['in', 'not in'])} {text(depth - 1)}"
    if kind < .6:
        return f"{anything(depth - 2)} {rng.choice(['in', 'not in'])} {items(depth - 1)}"
    if kind < .65:
        return f"{rng.choice(TEXTS + ['1', 'None'])} {rng.choice(['in', 'not in'])} {rng.choice(['vars', 'metrics'])}"
    if kind < .72:
        return f"{items(depth - 1)} {rng.choice(COMPARE)} {items(depth - 1)}"
    if kind < .8:
        return f"{rng.choice(['vars[%r]' % 'nothing', 'None', 'cost', 'passed'])} {rng.choice(['is', 'is not', '==', '!='])} {rng.choice(['None', 'True'])}"
    if kind < .9:
        return f"{wrap(truth(depth - 1))} {rng.choice(['and', 'or'])} {wrap(truth(depth - 1))}"
    return f"not {truth(depth - 1)}"


def anything(depth):
    return pick(lambda: number(depth), lambda: number(depth), lambda: text(depth), lambda: truth(depth), lambda: "None", lambda: items(depth) if depth > 0 else "[]")


def wrap(inner):
    return f"({inner})" if rng.random() < .6 else inner


def dead(depth):
    """Errors in the branch that is not taken."""
    bad = rng.choice(["1 / 0", "1 + 'a'", "vars['missing']", "[][0]", "len(1)", "min([])", "0 ** -1", "1 % 0", "'a' < 1", "round('a')"])
    return rng.choice([
        f"{number(depth)} if True else {bad}", f"{bad} if [] else {number(depth)}", f"False and {bad}", f"'x' or {bad}", f"2 < 1 < ({bad})",
        f"{number(depth)} or 5 or ({bad})", f"0 and ({bad}) or {number(depth)}", f"not (True or {bad})", f"({bad}) if {truth(1)} else {number(depth)}",
    ])


def mixed(depth):
    """Kinds that do not go together, mostly."""
    return f"{anything(depth)} {rng.choice(['+', '-', '*', '/', '<', '>=', '==', 'in', 'and', 'or', '//', '**'])} {anything(depth)}"


WRITTEN = [
    "1 if cost < 0.05 else 0", "0 / -1", "'abc' * -98765432109876543210", "0.5 if 0 < cost <= 0.0123 < 1 else 0", "round(0.5)", "round(1.5)", "round(2.5)", "round(-0.5)", "round(-1.5)", "round(0.125, 2)", "round(0.375, 2)",
    "round(2.675, 2)", "round(1.005, 2)", "round(15, -1)", "round(25, -1)", "round(-25, -1)", "round(35, -1)", "round(1234.5678, -2)", "round(1e300, -300)", "round(1.7e308, -308)",
    "round(5e-324, 323)", "round(5e-324, 400)", "round(123, 5)", "round(True)", "round(True, 0)", "round(-0.4)", "round(-0.4, 0)", "round(1e16)", "round(0.1 + 0.2, 17)", "round(2.5, True)",
    "round(1.5, 1.0)", "round('a')", "round()", "round(1, 2, 3)", "-7 // 2", "7 // -2", "-7 % 3", "7 % -3", "-7.5 // 2", "7.5 // -2", "-7.5 % 2", "7.5 % -2", "0.0 // -1", "-0.0 % 5", "0 % -5.0",
    "1 // 0.1", "1 % 0.1", "1e300 // 1e-10", "5 // 0", "5 % 0", "5 / 0", "5.0 // 0.0", "5.0 % 0.0", "0 ** 0", "0.0 ** 0", "0 ** -1", "0.0 ** -1", "2 ** -1", "(-2) ** 3", "-2 ** 2", "2 ** 3 ** 2",
    "(-8) ** (1 / 3)", "2 ** 100", "2 ** 4095", "2 ** 4096", "2 ** 10 ** 10", "10 ** 400 * 1.0", "10 ** 400 / 10 ** 399", "10 ** 400 > 1e308", "10 ** 308 / 1", "3 ** -2", "True + True", "True ** 2", "-True",
    "1 == 1.0", "9007199254740993 == 9007199254740992.0", "9007199254740993 > 9007199254740992.0", "9007199254740993 / 3", "9007199254740993 * 1.0", "1 / 3", "18446744073709551615 / 7",
    "123456789012345678901234567890 / 987654321", "1e308 * 10", "1e308 * 10 - 1e308 * 10", "1 if 1e308 * 10 > 1 else 0", "5e-324 / 2", "0.1 + 0.2", "0.1 + 0.2 == 0.3", "1e-323 * 0.5", "1 / 10 ** 320",
    "3 / 10 ** 324", "10 ** 330 / 10 ** 23", "'a' * 3", "3 * 'ab'", "'a' * -1", "'a' * True", "'a' * 1.0", "'a' + 1", "'a' < 'b'", "'a' < 1", "'Z' < 'a'", "'é' > 'z'", "'\uffff' < '😀'", "'😀' > '\ue000'", "'😀' < '\ud7ff'",
    "len('😀')", "len('👨‍👩‍👧')", "len('é')", "len(output)", "output[-2]", "output[100]", "output['a']", "output[1.0]", "'😀' in output", "'' in ''", "'' in output", "1 in output", "None in [None]", "1 in [1.0]", "True in [1]",
    "[1] in [[1]]", "(1,) in [[1]]", "(1,) == [1]", "[1, 2] < [1, 3]", "[1] < [1, 0]", "[1, 'a'] < [1, 2]", "[1] < (1,)", "[1, 2] == [1, 2.0]", "[] == ()", "[] in vars", "([],) in vars", "(1,) in vars", "vars['missing']",
    "vars[1]", "vars[[]]", "vars == vars", "vars['o'] == vars['o']", "vars < vars", "metrics['nope']", "None < 1", "None == 0", "None is None", "None is not None", "True is True", "1 < 2 < 3", "1 < 3 < 2", "3 > 2 > 1 == 1",
    "1 < 2 == True", "not 1 == 2", "not not 0", "not []", "1 and 2", "0 and 2", "0 or ''", "'' or 0.0", "1 or 1 / 0", "0 and 1 / 0", "1 if True else 1 / 0", "1 if 0 else 2 if 0 else 3", "(1 if 0 else 2) if 1 else 3",
    "min(1, 2.0, True)", "min(1, True)", "max(1, True)", "min(True, 1)", "max([1, 5, 3])", "min('hello')", "max(vars)", "min([])", "min()", "min(1)", "max(1, 'a')", "max(None, 1)", "max([1], [0, 5])", "abs(-5)", "abs(-0.0)", "abs(True)",
    "abs('a')", "len(5)", "len()", "len([1, [2, 3]])", "len(vars)", "+True", "-'a'", "+'a'", "--5", "-+-5", "1_000_000", "0x_ff", "0b11", "0o17", "1e3", "1E-3", ".5e1", "00", "0_0", "1.", "'a' 'b' \"c\"", r"'\x41\101\n'", r"'\d'",
    "''", "[1, 2, 3][0]", "[1, 2, 3][-3]", "[1, 2, 3][3]", "[1, 2, 3][True]", "(1, 2)[1]", "()", "(1)", "(1,)", "1, 2", "[1] + [2]", "[1] + (2,)", "[0] * 3", "(1,) * 2", "[[]] * 2 == [[], []]", "(passed and score / 100) * relevance",
    "1 if vars['text'] in output else 0", "min(1, 100 / tokens)", "max(0, 1 - latency_ms / 1000)", "relevance ** 0.5", "output_length / tokens", "passed + passed", "0.1 + 0.7 == 0.8", "1e22 == 10 ** 22", "1e23 == 10 ** 23",
    # What does not parse.
    "", "1 +", "* 2", "(1", "1)", "[1", "1 2", "'a", "1 if 2", "if 1 else 2", "1 < ", "not", "a b", "1..2", "01", "1__0", "1_", "0x", "0b2", "1e", "1a", "'a' b", "len(", "min(1,,2)", "1 ! 2", "a = 1", "1 <> 2", "1 === 1",
    "[1, 2", "1 not 2", "1 is", "vars[", "vars[]", "min(,)", "$1", "1 ?", "x; y", "'\\x4'", "'\\u12'", "'\\U00110000'",
]


class Beyond(Exception):
    pass


BINARY = {ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv, ast.FloorDiv: operator.floordiv, ast.Mod: operator.mod, ast.Pow: operator.pow}


def walk(node):
    """The value again, step by step, to see what CPython passes over: infinities, NaN, complex numbers, very large whole numbers."""
    def seen(value):
        if isinstance(value, complex):
            raise Beyond("a complex number")
        if isinstance(value, float) and not math.isfinite(value):
            raise Beyond("an infinity or NaN on the way")
        if isinstance(value, int) and value.bit_length() > MAX_BITS:
            raise Beyond("a whole number beyond the limit on the way")
        return value

    if isinstance(node, ast.Constant):
        return seen(node.value)
    if isinstance(node, ast.Name):
        return SAFE.get(node.id) or NAMES[node.id]
    if isinstance(node, ast.UnaryOp):
        value = walk(node.operand)
        return seen({ast.USub: operator.neg, ast.UAdd: operator.pos, ast.Not: operator.not_}[type(node.op)](value))
    if isinstance(node, ast.BinOp):
        left, right = walk(node.left), walk(node.right)
        if isinstance(node.op, ast.Pow) and isinstance(left, int) and isinstance(right, int) and right > 0 and (abs(left).bit_length() - 1) * right > MAX_BITS:
            raise Beyond("a whole number beyond the limit on the way")
        return seen(BINARY[type(node.op)](left, right))
    if isinstance(node, ast.BoolOp):
        value = None
        for operand in node.values:
            value = walk(operand)
            if bool(value) != isinstance(node.op, ast.And):
                break
        return value
    if isinstance(node, ast.Compare):
        left = walk(node.left)
        for op, right in zip(node.ops, node.comparators):
            right = walk(right)
            holds = {
                ast.Lt: operator.lt, ast.LtE: operator.le, ast.Gt: operator.gt, ast.GtE: operator.ge, ast.Eq: operator.eq, ast.NotEq: operator.ne, ast.Is: operator.is_, ast.IsNot: operator.is_not,
                ast.In: lambda a, b: a in b, ast.NotIn: lambda a, b: a not in b,
            }[type(op)](left, right)
            if not holds:
                return False
            left = right
        return True
    if isinstance(node, ast.IfExp):
        return walk(node.body) if walk(node.test) else walk(node.orelse)
    if isinstance(node, ast.Call):
        return seen(walk(node.func)(*[walk(argument) for argument in node.args]))
    if isinstance(node, ast.Subscript):
        return walk(node.value)[walk(node.slice)]
    if isinstance(node, ast.List):
        return [walk(item) for item in node.elts]
    if isinstance(node, ast.Tuple):
        return tuple(walk(item) for item in node.elts)
    raise NotImplementedError(ast.dump(node))


def answer(expression):
    row = {"expression": expression}
    try:
        tree = ast.parse(expression, mode="eval")
    except SyntaxError:
        return row | {"error": "SyntaxError"}
    try:
        walk(tree.body)
    except Beyond as beyond:
        row["differs"] = str(beyond)
        if "limit" in str(beyond):
            return row | {"error": "Limit"}
    except Exception:
        pass
    try:
        value = eval(compile(tree, "kpi", "eval"), {"__builtins__": {}}, NAMES | SAFE)
    except Exception as error:
        return row | {"error": type(error).__name__}
    return row | {"value": typed(value)}


def typed(value):
    if value is None:
        return "None"
    if isinstance(value, dict):
        return ["dict", typed(len(value))]
    if isinstance(value, (list, tuple)):
        return [type(value).__name__, *map(typed, value)]
    return f"{type(value).__name__} {value}"


expressions = list(dict.fromkeys(WRITTEN))
known = set(expressions)
while len(expressions) < COUNT:
    depth = rng.choice([0, 1, 1, 2, 2, 2, 3])
    made = pick(*[lambda: number(depth)] * 6, *[lambda: truth(depth)] * 4, *[lambda: text(depth)] * 2, lambda: items(depth), *[lambda: dead(depth)] * 3, *[lambda: mixed(min(depth, 2))] * 3)
    if len(made) <= 300 and made not in known:
        known.add(made)
        expressions.append(made)

rows = [answer(expression) for expression in expressions]
lines = ",\n".join("    " + json.dumps(row, ensure_ascii=True) for row in rows)
path = pathlib.Path(__file__).with_name("expressions.json")
path.write_text('{\n  "python": ' + json.dumps(platform.python_version()) + ',\n  "cases": [\n' + lines + "\n  ]\n}\n", "utf-8")
errors = sum("error" in row for row in rows)
print(f"{len(rows)} expressions, {errors} errors, {sum('differs' in row for row in rows)} differ, Python {platform.python_version()}")
