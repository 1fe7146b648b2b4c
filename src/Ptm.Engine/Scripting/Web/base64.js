// btoa and atob.
(function (install) {
    'use strict';
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
    const refuse = message => Object.assign(new Error(message), { name: 'InvalidCharacterError', code: 5 });
    const need = count => {
        if (count === 0) {
            throw new TypeError('The "data" argument must be specified');
        }
    };
    install('btoa', function btoa(data) {
        need(arguments.length);
        const text = String(data);
        let result = '';
        for (let at = 0; at < text.length; at += 3) {
            const bits = text.charCodeAt(at) << 16 | text.charCodeAt(at + 1) << 8 | text.charCodeAt(at + 2);
            for (let next = at; next < at + 3 && next < text.length; next++) {
                if (text.charCodeAt(next) > 255) {
                    throw refuse('Invalid character');
                }
            }
            result += alphabet[bits >> 18] + alphabet[bits >> 12 & 63]
                + (at + 1 < text.length ? alphabet[bits >> 6 & 63] : '=') + (at + 2 < text.length ? alphabet[bits & 63] : '=');
        }
        return result;
    });
    install('atob', function atob(data) {
        need(arguments.length);
        let bits = 0, held = 0, result = '', length = 0, padding = 0;
        for (const letter of String(data)) {
            if ('\t\n\f\r '.includes(letter)) {
                continue;
            }
            length++;
            if (letter === '=') {
                padding++;
                continue;
            }
            const value = alphabet.indexOf(letter);
            if (value < 0 || padding > 0) {
                throw refuse('The string to be decoded is not correctly encoded.');
            }
            bits = (bits << 6 | value) & 0xFFFF;
            held += 6;
            if (held >= 8) {
                held -= 8;
                result += String.fromCharCode(bits >> held & 255);
            }
        }
        if (padding > 2 || (padding > 0 && length % 4 !== 0) || (length - padding) % 4 === 1) {
            throw refuse('The string to be decoded is not correctly encoded.');
        }
        return result;
    });
})
