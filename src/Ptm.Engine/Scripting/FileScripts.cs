using Acornima.Ast;
using Jint;
using Jint.Native;

namespace Ptm.Engine.Scripting;

/// <summary>Finds and calls what a file exports. Written in JavaScript, because a call from the host back into a script would start its time limit anew.</summary>
internal static class FileScripts
{
    public const string ModuleName = "file";
    public const string Missing = "missing";
    public const string Result = "result";

    const string Source = """
        (function (exported, selection) {
            'use strict';
            const homes = [exported, exported && exported.default].filter(home => home !== undefined && home !== null);
            const isClass = value => Object.getOwnPropertyDescriptor(value, 'prototype')?.writable === false;
            const inherent = ['length', 'name', 'prototype'];
            const missing = list => ({ missing: [...new Set(list.flatMap(home => Object.getOwnPropertyNames(home).filter(name => typeof home[name] === 'function')))].filter(name => !inherent.includes(name)) });
            let called = selection.Named ? undefined : homes.find(home => typeof home === 'function');
            for (const name of called ? [] : selection.Functions) {
                for (const home of homes) {
                    const found = name.split('.').reduce((value, part) => value === undefined || value === null ? undefined : value[part], home);
                    if (!called && typeof found === 'function') {
                        called = isClass(found) ? found : found.bind(home);
                    }
                }
            }
            called ??= selection.TakesAnyName ? homes.find(home => typeof home === 'function') : undefined;
            if (called && selection.Provider !== null && isClass(called)) {
                const provider = new called(selection.Provider);
                if (typeof provider.callApi !== 'function') {
                    return missing([Object.getPrototypeOf(provider)]);
                }
                called = provider.callApi.bind(provider);
            }
            if (!called) {
                return missing(homes);
            }
            const asked = selection.HasProviderObject ? selection.Args[1]?.provider : undefined;
            if (asked) {
                const id = asked.id;
                asked.id = () => id;
            }
            const value = called(...selection.Args);
            return value instanceof Promise ? value.then(result => ({ result })) : { result: value };
        })
        """;

    static readonly Prepared<Script> s_caller = Jint.Engine.PrepareScript(Source);

    public static JsValue Caller(Jint.Engine engine) => engine.Evaluate(s_caller);

    // On one line with the file's first, so that lines in messages are the file's own.
    public static JsValue RunCommonJs(Jint.Engine engine, string source) =>
        engine.Evaluate("(function () { const module = { exports: {} }; (function (module, exports) {" + source + "\n})(module, module.exports); return module.exports; })()");
}
