// Answers calls of JavaScript code, one after the other. What the code prints may stand between answers, which begin with a token that no code knows.
'use strict';
(() => {
    const fs = require('node:fs'), path = require('node:path'), url = require('node:url'), Module = require('node:module');
    const token = process.argv[1];
    const print = process.stderr.write.bind(process.stderr);
    process.argv = [process.argv[0], 'worker'];
    process.stdout.write = (chunk, encoding, done) => print(chunk, encoding, done);

    const write = data => {
        for (let at = 0; at < data.length;) {
            try {
                at += fs.writeSync(1, data, at);
            } catch (error) {
                if (error.code !== 'EAGAIN') {
                    throw error;
                }
                Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
            }
        }
    };
    const wellFormed = (_, value) => typeof value === 'string' && /[\ud800-\udfff]/.test(value) ? Buffer.from(value).toString()
        : typeof value === 'bigint' ? Number(value)
        : value;
    const send = answer => {
        let text;
        try {
            text = JSON.stringify(answer, wellFormed);
        } catch (error) {
            text = JSON.stringify({ error: { type: error.name, message: 'the result is no JSON: ' + error.message } });
        }
        const data = Buffer.from(text);
        write(Buffer.concat([Buffer.from('\n' + token + ' ' + data.length + '\n'), data]));
    };

    const asCommonJs = file => {
        const module = new Module(file, null);
        module.filename = file;
        module.paths = Module._nodeModulePaths(path.dirname(file));
        module._compile(fs.readFileSync(file, 'utf8'), file);
        return module.exports;
    };
    const modules = new Map();
    const load = async file => {
        if (modules.has(file)) {
            return modules.get(file);
        }
        let loaded;
        try {
            loaded = /\.c[jt]s$/.test(file) ? Module.createRequire(file)(file) : await import(url.pathToFileURL(file).href);
        } catch (error) {
            // A CommonJS file in a package of ES modules is still meant to run.
            if (!/\.js$/.test(file) || !/(module|exports|require) is not defined in ES module scope/.test(error.message)) {
                throw error;
            }
            loaded = asCommonJs(file);
        }
        modules.set(file, loaded);
        return loaded;
    };

    const isClass = value => Object.getOwnPropertyDescriptor(value, 'prototype')?.writable === false;
    const choose = (loaded, named, wanted, anyName) => {
        const homes = [loaded, loaded.default, loaded.default?.default].filter(home => home !== undefined && home !== null);
        if (!named) {
            const whole = homes.find(home => typeof home === 'function');
            if (whole) {
                return whole;
            }
        }
        for (const name of wanted) {
            for (const home of homes) {
                const found = name.split('.').reduce((value, part) => value?.[part], home);
                if (typeof found === 'function') {
                    return isClass(found) ? found : found.bind(home);
                }
            }
        }
        return anyName ? homes.find(home => typeof home === 'function') ?? null : null;
    };
    const functions = loaded => [...new Set([loaded, loaded.default].flatMap(home => home ? Object.keys(home).filter(name => typeof home[name] === 'function') : []))];
    const AsyncFunction = (async () => {}).constructor;

    const providers = new Map();
    const answer = async request => {
        try {
            const asked = request.providerObject ? request.args[1]?.provider : undefined;
            if (asked) {
                const id = asked.id;
                asked.id = () => id;
            }
            if (request.code !== null) {
                return tell(await new AsyncFunction(...request.names, request.code)(...request.args));
            }
            const loaded = await load(request.path);
            let called = choose(loaded, request.named, request.functions, request.anyName);
            if (request.provider !== undefined && called && isClass(called)) {
                const key = request.path + '\n' + JSON.stringify([request.functions, request.provider]);
                if (!providers.has(key)) {
                    providers.set(key, new called(request.provider));
                }
                const provider = providers.get(key);
                called = typeof provider.callApi === 'function' ? provider.callApi.bind(provider) : null;
                if (!called) {
                    return { missing: Object.getOwnPropertyNames(Object.getPrototypeOf(provider)).filter(name => name !== 'constructor') };
                }
            }
            return called ? tell(await called(...request.args)) : { missing: functions(loaded) };
        } catch (error) {
            const told = error instanceof Error || typeof error?.message === 'string' ? error : new Error(String(error));
            const own = request.path ? String(told.stack).split('\n').map(line => line.indexOf(request.path) >= 0 && /:(\d+)(?::(\d+))?\)?\s*$/.exec(line)).find(Boolean) : null;
            return { error: { type: told.name || 'Error', message: String(told.message), file: own ? request.path : null, line: own ? +own[1] : null, column: own?.[2] ? +own[2] : null } };
        }
    };
    const tell = value => value === undefined ? { undefined: true }
        : typeof value === 'function' || typeof value === 'symbol' ? { error: { type: 'TypeError', message: 'the result is a ' + typeof value } }
        : typeof value === 'number' && !Number.isFinite(value) ? { error: { type: 'RangeError', message: 'the result is ' + value } }
        : { value };

    let pending = Buffer.alloc(0), work = Promise.resolve();
    const alive = setInterval(() => {}, 1 << 30);
    process.stdin.on('data', chunk => {
        pending = pending.length ? Buffer.concat([pending, chunk]) : chunk;
        for (let end = pending.indexOf(10); end >= 0; end = pending.indexOf(10)) {
            const length = +pending.subarray(0, end).toString('latin1');
            if (pending.length < end + 1 + length) {
                return;
            }
            const request = JSON.parse(pending.subarray(end + 1, end + 1 + length).toString('utf8'));
            pending = pending.subarray(end + 1 + length);
            work = work.then(async () => send(await answer(request)));
        }
    });
    // The host is gone: nothing that is at work here is of use to anybody.
    process.stdin.on('end', () => process.exit(0));
    void alive;
})();
