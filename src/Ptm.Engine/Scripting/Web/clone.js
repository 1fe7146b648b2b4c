// structuredClone of all that is made of values, lists, objects, maps, sets, dates, patterns and errors.
(function (install) {
    'use strict';
    const refuse = value => {
        let shown = 'An object';
        try {
            shown = typeof value === 'object' ? Object.prototype.toString.call(value) : String(value);
        } catch {
        }
        return Object.assign(new Error(shown + ' could not be cloned.'), { name: 'DataCloneError', code: 25 });
    };
    const errors = [EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError];
    const foreign = [Promise, WeakMap, WeakSet, WeakRef, Symbol];
    const copyOf = (value, seen) => {
        if (typeof value === 'function' || typeof value === 'symbol') {
            throw refuse(value);
        }
        if (typeof value !== 'object' || value === null) {
            return value;
        }
        if (seen.has(value)) {
            return seen.get(value);
        }
        if (foreign.some(kind => value instanceof kind)) {
            throw refuse(value);
        }
        const keep = copy => {
            seen.set(value, copy);
            return copy;
        };
        if (value instanceof Date) {
            return keep(new Date(value.getTime()));
        }
        if (value instanceof RegExp) {
            return keep(new RegExp(value.source, value.flags));
        }
        if (value instanceof Boolean || value instanceof Number || value instanceof String || value instanceof BigInt) {
            return keep(Object(value.valueOf()));
        }
        if (value instanceof Map) {
            const copy = keep(new Map());
            for (const [key, item] of [...value]) {
                copy.set(copyOf(key, seen), copyOf(item, seen));
            }
            return copy;
        }
        if (value instanceof Set) {
            const copy = keep(new Set());
            for (const item of [...value]) {
                copy.add(copyOf(item, seen));
            }
            return copy;
        }
        if (value instanceof Error) {
            const kind = errors.find(one => one.name === value.name) ?? Error;
            const copy = keep(Object.create(kind.prototype));
            for (const name of ['message', 'stack', 'cause']) {
                if (Object.hasOwn(value, name)) {
                    Object.defineProperty(copy, name, { value: copyOf(value[name], seen), writable: true, configurable: true, enumerable: false });
                }
            }
            return copy;
        }
        const copy = keep(Array.isArray(value) ? new Array(value.length) : {});
        for (const name of Object.keys(value)) {
            Object.defineProperty(copy, name, { value: copyOf(value[name], seen), writable: true, configurable: true, enumerable: true });
        }
        return copy;
    };
    install('structuredClone', function structuredClone(value) {
        if (arguments.length === 0) {
            throw new TypeError("The \"value\" argument must be specified");
        }
        return copyOf(value, new Map());
    });
})
