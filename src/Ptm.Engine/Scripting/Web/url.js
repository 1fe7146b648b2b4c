// URL and URLSearchParams as the WHATWG's URL standard has them. In JavaScript, for a call back from the host would start a script's time limit anew.
(function (install, asciiHost) {
    'use strict';
    const ports = { 'http:': '80', 'https:': '443', 'ws:': '80', 'wss:': '443', 'ftp:': '21', 'file:': '' };
    const isSpecial = scheme => Object.hasOwn(ports, scheme);
    const invalid = input => Object.assign(new TypeError('Invalid URL'), { code: 'ERR_INVALID_URL', input });
    const hex = byte => '%' + (byte < 16 ? '0' : '') + byte.toString(16).toUpperCase();
    const bytesOf = point => point < 0x80 ? [point]
        : point < 0x800 ? [0xC0 | point >> 6, 0x80 | point & 63]
        : point < 0x10000 ? [0xE0 | point >> 12, 0x80 | point >> 6 & 63, 0x80 | point & 63]
        : [0xF0 | point >> 18, 0x80 | point >> 12 & 63, 0x80 | point >> 6 & 63, 0x80 | point & 63];
    const encode = (text, escaped, plus) => {
        let result = '';
        for (const letter of text) {
            const point = letter.codePointAt(0);
            if (plus && point === 32) {
                result += '+';
            } else if (point > 126 || point < 32 || escaped.includes(letter)) {
                for (const byte of bytesOf(point >= 0xD800 && point < 0xE000 ? 0xFFFD : point)) {
                    result += hex(byte);
                }
            } else {
                result += letter;
            }
        }
        return result;
    };
    const decode = text => {
        if (!text.includes('%')) {
            return text;
        }
        const bytes = [];
        for (let at = 0; at < text.length; at++) {
            if (text[at] === '%' && /^[0-9a-f]{2}$/i.test(text.slice(at + 1, at + 3))) {
                bytes.push(parseInt(text.slice(at + 1, at + 3), 16));
                at += 2;
            } else {
                const point = text.codePointAt(at);
                bytes.push(...bytesOf(point >= 0xD800 && point < 0xE000 ? 0xFFFD : point));
                at += point > 0xFFFF ? 1 : 0;
            }
        }
        let result = '';
        for (let at = 0; at < bytes.length;) {
            const first = bytes[at++];
            let more = first < 0x80 ? 0 : first < 0xC2 ? -1 : first < 0xE0 ? 1 : first < 0xF0 ? 2 : first < 0xF5 ? 3 : -1;
            let point = more < 1 ? first : first & 0x3F >> more;
            let low = first === 0xE0 ? 0xA0 : first === 0xF0 ? 0x90 : 0x80, high = first === 0xED ? 0x9F : first === 0xF4 ? 0x8F : 0xBF;
            for (; more > 0; more--) {
                if (!(bytes[at] >= low && bytes[at] <= high)) {
                    break;
                }
                point = point << 6 | bytes[at++] & 63;
                low = 0x80;
                high = 0xBF;
            }
            result += more === 0 ? String.fromCodePoint(point) : '\uFFFD';
        }
        return result;
    };
    const number = text => {
        if (text === '') {
            return NaN;
        }
        const [digits, base] = /^0x/i.test(text) ? [text.slice(2), 16] : /^0./.test(text) ? [text.slice(1), 8] : [text, 10];
        const allowed = base === 16 ? /^[0-9a-f]*$/i : base === 8 ? /^[0-7]*$/ : /^[0-9]*$/;
        return !allowed.test(digits) ? NaN : digits === '' ? 0 : parseInt(digits, base);
    };
    const ipv4 = host => {
        const parts = host.split('.');
        if (parts.length > 1 && parts.at(-1) === '') {
            parts.pop();
        }
        if (!/^[0-9]+$/.test(parts.at(-1)) && Number.isNaN(/^0x/i.test(parts.at(-1)) ? number(parts.at(-1)) : NaN)) {
            return undefined;
        }
        const numbers = parts.map(number);
        const last = numbers.pop();
        if (numbers.length > 3 || Number.isNaN(last) || numbers.some(part => !(part < 256)) || last >= 256 ** (4 - numbers.length)) {
            return null;
        }
        const value = numbers.reduce((sum, part, at) => sum + part * 256 ** (3 - at), last);
        return [3, 2, 1, 0].map(at => Math.floor(value / 256 ** at) % 256).join('.');
    };
    const ipv6 = text => {
        const halves = text.split('::');
        if (halves.length > 2) {
            return null;
        }
        const read = (half, isLast) => half === '' ? [] : half.split(':').flatMap((group, at, all) => {
            if (isLast && at === all.length - 1 && group.includes('.')) {
                const bytes = group.split('.');
                const good = bytes.length === 4 && bytes.every(byte => /^(0|[1-9][0-9]{0,2})$/.test(byte) && byte < 256);
                return good ? [bytes[0] * 256 + +bytes[1], bytes[2] * 256 + +bytes[3]] : [NaN];
            }
            return /^[0-9a-f]{1,4}$/i.test(group) ? [parseInt(group, 16)] : [NaN];
        });
        const before = read(halves[0], halves.length === 1), after = halves.length === 2 ? read(halves[1], true) : [];
        const gap = 8 - before.length - after.length;
        if (halves.length === 1 ? gap !== 0 : gap < 1) {
            return null;
        }
        const groups = [...before, ...new Array(gap).fill(0), ...after];
        if (groups.some(group => Number.isNaN(group))) {
            return null;
        }
        let from = -1, length = 1;
        for (let at = 0; at < 8; at++) {
            let end = at;
            while (end < 8 && groups[end] === 0) {
                end++;
            }
            if (end - at > length) {
                from = at;
                length = end - at;
            }
        }
        const written = list => list.map(group => group.toString(16)).join(':');
        return from < 0 ? written(groups) : written(groups.slice(0, from)) + '::' + written(groups.slice(from + length));
    };
    const control = '\x00\t\n\r #/:<>?@[\\]^|';
    const hostOf = (text, special) => {
        if (text.startsWith('[')) {
            const address = text.endsWith(']') ? ipv6(text.slice(1, -1)) : null;
            return address === null ? null : '[' + address + ']';
        }
        if (!special) {
            return [...control].some(letter => text.includes(letter)) ? null : encode(text, '');
        }
        const host = asciiHost(decode(text));
        if (host === null || host === '' || /[\x00-\x20#%/:<>?@[\\\]^|\x7F]/.test(host)) {
            return null;
        }
        const address = ipv4(host);
        return address === undefined ? host : address;
    };
    const userLetters = ' "#<>?`{}/:;=@[\\]^|', pathLetters = ' "#<>?`{}^', queryLetters = ' "#<>', fragmentLetters = ' "<>`';
    const isDrive = text => /^[a-z][:|]$/i.test(text);
    const pathOf = (text, special, scheme, start) => {
        const path = [...start];
        const shorten = () => {
            if (!(scheme === 'file:' && path.length === 1 && /^[a-z]:$/i.test(path[0]))) {
                path.pop();
            }
        };
        const parts = text.split(special ? /[/\\]/ : '/');
        parts.forEach((part, at) => {
            const isLast = at === parts.length - 1;
            if (/^(\.|%2e){2}$/i.test(part)) {
                shorten();
                if (isLast) {
                    path.push('');
                }
            } else if (/^(\.|%2e)$/i.test(part)) {
                if (isLast) {
                    path.push('');
                }
            } else {
                path.push(scheme === 'file:' && path.length === 0 && isDrive(part) ? part[0] + ':' : encode(part, pathLetters));
            }
        });
        return path;
    };
    const authority = (url, text) => {
        const at = text.lastIndexOf('@');
        if (at >= 0) {
            const user = text.slice(0, at), colon = user.indexOf(':');
            url.username = encode(colon < 0 ? user : user.slice(0, colon), userLetters);
            url.password = colon < 0 ? '' : encode(user.slice(colon + 1), userLetters);
        }
        const found = /^(\[[^\]]*\]|[^:[]*|[^:]*)(?::(.*))?$/s.exec(text.slice(at + 1));
        if (!found) {
            return false;
        }
        const special = isSpecial(url.protocol);
        if (found[1] === '' && (special || at >= 0 || found[2] !== undefined)) {
            return false;
        }
        const host = found[1] === '' ? '' : hostOf(found[1], special);
        return host !== null && setPort(url, found[2] ?? '') && (url.host = host, true);
    };
    const setPort = (url, text) => {
        if (!/^[0-9]*$/.test(text) || +text > 65535) {
            return false;
        }
        url.port = text === '' || String(+text) === ports[url.protocol] ? '' : String(+text);
        return true;
    };
    const parse = (input, base) => {
        let text = String(input).replace(/^[\x00-\x20]+/, '');
        let end = text.length;
        while (end > 0 && text[end - 1] <= ' ') {
            end--;
        }
        text = text.slice(0, end).replace(/[\t\n\r]/g, '');
        const url = { protocol: '', username: '', password: '', host: null, port: '', path: [], query: null, fragment: null };
        const scheme = /^[a-z][a-z0-9+.-]*:/i.exec(text);
        const hash = text.indexOf('#');
        if (hash >= 0) {
            url.fragment = encode(text.slice(hash + 1), fragmentLetters);
            text = text.slice(0, hash);
        }
        if (scheme) {
            url.protocol = scheme[0].toLowerCase();
            text = text.slice(scheme[0].length);
        } else {
            if (!base || (typeof base.path === 'string' && !(hash === 0 && text === ''))) {
                return null;
            }
            url.protocol = base.protocol;
        }
        const special = isSpecial(url.protocol);
        const isSlash = letter => letter === '/' || (special && letter === '\\');
        const relative = base && base.protocol === url.protocol && typeof base.path !== 'string' && (!scheme || (special && !(isSlash(text[0]) && (url.protocol !== 'file:' ? text.startsWith('//') : isSlash(text[1])))));
        const mark = text.indexOf('?');
        let query = null;
        if (mark >= 0) {
            query = encode(text.slice(mark + 1), special ? queryLetters + "'" : queryLetters);
            text = text.slice(0, mark);
        }
        const file = url.protocol === 'file:';
        const splitAuthority = rest => {
            let at = 0;
            while (at < rest.length && !isSlash(rest[at])) {
                at++;
            }
            return [rest.slice(0, at), rest.slice(at)];
        };
        const finish = (path, start = []) => {
            url.path = path === '' ? (special ? [''] : start) : pathOf(isSlash(path[0]) ? path.slice(1) : path, special, url.protocol, start);
            url.query = query;
            return url;
        };
        const withAuthority = rest => {
            const [host, path] = splitAuthority(rest);
            if (file && isDrive(host)) {
                url.host = '';
                return finish(rest);
            }
            if (file) {
                url.host = host === '' ? '' : hostOf(host, true);
                url.host = url.host === 'localhost' ? '' : url.host;
                return url.host === null ? null : finish(path);
            }
            return authority(url, host) ? finish(path) : null;
        };
        if (!scheme && typeof base.path === 'string') {
            return { ...base, fragment: url.fragment };
        }
        if (isSlash(text[0]) && isSlash(text[1])) {
            let rest = text.slice(2);
            while (special && !file && isSlash(rest[0])) {
                rest = rest.slice(1);
            }
            return withAuthority(rest);
        }
        if (relative) {
            Object.assign(url, { username: base.username, password: base.password, host: base.host, port: base.port });
            if (text === '') {
                url.path = [...base.path];
                url.query = mark >= 0 ? query : base.query;
                return url;
            }
            return isSlash(text[0]) ? finish(text) : finish(text, base.path.slice(0, -1));
        }
        if (special && !file) {
            return withAuthority(text.replace(/^[/\\]+/, ''));
        }
        if (file) {
            url.host = '';
            return finish(text);
        }
        if (text.startsWith('/')) {
            return finish(text);
        }
        url.path = encode(text, '');
        url.query = query;
        return url;
    };
    const pathname = url => typeof url.path === 'string' ? url.path : url.path.map(part => '/' + part).join('');
    const hostOfUrl = url => (url.host ?? '') + (url.port === '' ? '' : ':' + url.port);
    const write = url => {
        const user = url.username === '' && url.password === '' ? '' : url.username + (url.password === '' ? '' : ':' + url.password) + '@';
        const lone = url.host === null && typeof url.path !== 'string' && url.path.length > 1 && url.path[0] === '' ? '/.' : '';
        return url.protocol + (url.host === null ? lone : '//' + user + hostOfUrl(url)) + pathname(url)
            + (url.query === null ? '' : '?' + url.query) + (url.fragment === null ? '' : '#' + url.fragment);
    };

    const formLetters = "!\"#$%&'()+,/:;<=>?@[\\]^`{|}~";
    class URLSearchParams {
        #pairs = [];
        #changed = () => {};
        constructor(from = '', changed) {
            if (changed === secret) {
                this.#changed = from.changed;
                from.reread = query => { this.#pairs = read(query); };
                from.reread(from.query);
            } else if (from === null || from === undefined || (typeof from !== 'object' && typeof from !== 'function')) {
                const text = String(from ?? '');
                this.#pairs = read(text.startsWith('?') ? text.slice(1) : text);
            } else if (typeof from[Symbol.iterator] === 'function') {
                for (const pair of from) {
                    const items = typeof pair === 'object' && pair !== null ? [...pair] : [];
                    if (items.length !== 2) {
                        throw new TypeError('Each query pair must be an iterable [name, value] tuple');
                    }
                    this.#pairs.push(items.map(item => String(item).toWellFormed()));
                }
            } else {
                this.#pairs = Object.keys(from).map(name => [name.toWellFormed(), String(from[name]).toWellFormed()]);
            }
        }
        get size() { return this.#pairs.length; }
        append(name, value) { this.#pairs.push([String(name).toWellFormed(), String(value).toWellFormed()]); this.#changed(this.toString()); }
        delete(name, value) {
            this.#pairs = this.#pairs.filter(pair => pair[0] !== String(name) || (value !== undefined && pair[1] !== String(value)));
            this.#changed(this.toString());
        }
        get(name) { return this.#pairs.find(pair => pair[0] === String(name))?.[1] ?? null; }
        getAll(name) { return this.#pairs.filter(pair => pair[0] === String(name)).map(pair => pair[1]); }
        has(name, value) { return this.#pairs.some(pair => pair[0] === String(name) && (value === undefined || pair[1] === String(value))); }
        set(name, value) {
            const first = this.#pairs.find(pair => pair[0] === String(name));
            if (first) {
                first[1] = String(value).toWellFormed();
                this.#pairs = this.#pairs.filter(pair => pair === first || pair[0] !== first[0]);
                this.#changed(this.toString());
            } else {
                this.append(name, value);
            }
        }
        sort() { this.#pairs.sort((a, b) => a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0); this.#changed(this.toString()); }
        forEach(call, self) { for (const [name, value] of this.#pairs) { call.call(self, value, name, this); } }
        entries() { return this.#pairs.map(pair => [...pair])[Symbol.iterator](); }
        keys() { return this.#pairs.map(pair => pair[0])[Symbol.iterator](); }
        values() { return this.#pairs.map(pair => pair[1])[Symbol.iterator](); }
        [Symbol.iterator]() { return this.entries(); }
        toString() { return this.#pairs.map(pair => encode(pair[0], formLetters, true) + '=' + encode(pair[1], formLetters, true)).join('&'); }
        get [Symbol.toStringTag]() { return 'URLSearchParams'; }
    }
    const secret = {};
    const read = text => text.split('&').filter(part => part !== '').map(part => {
        const at = part.indexOf('=');
        const plain = half => decode(half.replace(/\+/g, ' ')).toWellFormed();
        return at < 0 ? [plain(part), ''] : [plain(part.slice(0, at)), plain(part.slice(at + 1))];
    });

    class URL {
        #url;
        #link;
        #params;
        constructor(input, base) {
            if (arguments.length === 0) {
                throw new TypeError('The "url" argument must be specified');
            }
            this.#url = resolve(input, base);
            if (this.#url === null) {
                throw invalid(String(input));
            }
        }
        static canParse(input, base) { return resolve(input, base) !== null; }
        static parse(input, base) { return resolve(input, base) === null ? null : new URL(input, base); }
        get href() { return write(this.#url); }
        set href(value) {
            const url = parse(value);
            if (url === null) {
                throw invalid(String(value));
            }
            this.#url = url;
            this.#link?.reread(url.query ?? '');
        }
        get origin() {
            const protocol = this.#url.protocol;
            if (protocol === 'blob:') {
                const inner = parse(pathname(this.#url));
                return inner && /^https?:$/.test(inner.protocol) ? inner.protocol + '//' + hostOfUrl(inner) : 'null';
            }
            return isSpecial(protocol) && protocol !== 'file:' ? protocol + '//' + hostOfUrl(this.#url) : 'null';
        }
        get protocol() { return this.#url.protocol; }
        set protocol(value) {
            const found = /^([a-z][a-z0-9+.-]*)(:|$)/i.exec(String(value));
            const next = found && found[1].toLowerCase() + ':';
            if (next && isSpecial(next) === isSpecial(this.#url.protocol) && next !== 'file:' && this.#url.protocol !== 'file:') {
                this.#url.protocol = next;
                setPort(this.#url, this.#url.port);
            }
        }
        get username() { return this.#url.username; }
        set username(value) { if (this.#url.host) { this.#url.username = encode(String(value), userLetters); } }
        get password() { return this.#url.password; }
        set password(value) { if (this.#url.host) { this.#url.password = encode(String(value), userLetters); } }
        get host() { return hostOfUrl(this.#url); }
        set host(value) {
            const found = /^(\[[^\]]*\]|[^:/?#\\]*)(?::([0-9]*))?/.exec(String(value));
            this.hostname = found[1];
            if (found[2]) {
                this.port = found[2];
            }
        }
        get hostname() { return this.#url.host ?? ''; }
        set hostname(value) {
            const host = typeof this.#url.path === 'string' ? null : hostOf(/^(\[[^\]]*\]|[^:/?#\\]*)/.exec(String(value))[0], isSpecial(this.#url.protocol));
            if (host !== null) {
                this.#url.host = host;
            }
        }
        get port() { return this.#url.port; }
        set port(value) { if (this.#url.host && this.#url.protocol !== 'file:' && /^([0-9]|$)/.test(String(value))) { setPort(this.#url, /^[0-9]*/.exec(String(value))[0]); } }
        get pathname() { return pathname(this.#url); }
        set pathname(value) {
            if (typeof this.#url.path !== 'string') {
                const special = isSpecial(this.#url.protocol), text = String(value);
                this.#url.path = pathOf(/^[/]/.test(text) || (special && text[0] === '\\') ? text.slice(1) : text, special, this.#url.protocol, []).map(part => encode(part, '?#'));
            }
        }
        get search() { return this.#url.query ? '?' + this.#url.query : ''; }
        set search(value) {
            const text = String(value);
            this.#url.query = text === '' ? null : encode(text.startsWith('?') ? text.slice(1) : text, isSpecial(this.#url.protocol) ? queryLetters + "'" : queryLetters);
            this.#link?.reread(this.#url.query ?? '');
        }
        get searchParams() {
            this.#link ??= { query: this.#url.query ?? '', changed: query => { this.#url.query = query === '' ? null : query; } };
            return this.#params ??= new URLSearchParams(this.#link, secret);
        }
        get hash() { return this.#url.fragment ? '#' + this.#url.fragment : ''; }
        set hash(value) {
            const text = String(value);
            this.#url.fragment = text === '' ? null : encode(text.startsWith('#') ? text.slice(1) : text, fragmentLetters);
        }
        toString() { return this.href; }
        toJSON() { return this.href; }
        get [Symbol.toStringTag]() { return 'URL'; }
    }
    const resolve = (input, base) => {
        const from = base === undefined ? undefined : parse(base);
        return from === null ? null : parse(input, from);
    };
    install('URL', URL);
    install('URLSearchParams', URLSearchParams);
})
