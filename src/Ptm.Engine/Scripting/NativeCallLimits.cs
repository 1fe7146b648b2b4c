using Acornima.Ast;
using Jint;

namespace Ptm.Engine.Scripting;

/// <summary>
/// Bounds the built-in calls that can make gigabytes in one step: the interpreter looks at its memory limit between statements only.
/// Gives scripts a <c>console</c> that says nothing, because many have a line of it left in them.
/// Written in JavaScript, because a call from the host back into a script would start its time limit anew.
/// </summary>
internal static class NativeCallLimits
{
    const string Source = """
        (function (most) {
            'use strict';
            const text = String.prototype, apply = Reflect.apply, define = Object.defineProperty, Range = RangeError;
            const size = value => typeof value === 'string' ? value.length : 0;
            const guard = (name, length) => {
                const original = text[name];
                const guarded = { [name](first, second) {
                    if (length(size(this), first, second) > most) {
                        throw new Range('the string would be longer than ' + most + ' characters');
                    }
                    return apply(original, this, arguments);
                } }[name];
                define(text, name, { value: guarded, writable: true, configurable: true, enumerable: false });
            };
            const ignore = () => {};
            define(globalThis, 'console', { value: { log: ignore, info: ignore, warn: ignore, error: ignore, debug: ignore }, writable: true, configurable: true, enumerable: false });
            const lists = Array.prototype, join = lists.join;
            define(lists, 'join', { value: function (separator) {
                let total = size(separator) * this.length;
                for (let at = 0; at < this.length && total <= most; at++) {
                    total += size(this[at]);
                }
                if (total > most) {
                    throw new Range('the string would be longer than ' + most + ' characters');
                }
                return apply(join, this, arguments);
            }, writable: true, configurable: true, enumerable: false });
            guard('repeat', (self, count) => self * count);
            guard('padStart', (self, length) => +length);
            guard('padEnd', (self, length) => +length);
            guard('replace', (self, search, by) => self * (1 + size(by)));
            guard('replaceAll', (self, search, by) => self * (1 + size(by)));
        })
        """;

    static readonly Prepared<Script> _script = Jint.Engine.PrepareScript(Source);

    public static void Apply(Jint.Engine engine, ScriptLimits limits) =>
        engine.Call(engine.Evaluate(_script), limits.StringLength);
}
