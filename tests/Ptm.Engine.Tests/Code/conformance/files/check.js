module.exports = (output, context) => output.length > (context.config ? context.config.least : 3);
module.exports.named = (output, context) => ({ pass: output === context.vars.expected, score: 0.25, reason: 'named' });
module.exports.slow = async output => { await Promise.resolve(); return output.length / 10; };
module.exports.nothing = () => {};
module.exports.throws = () => { throw new Error('on purpose'); };
module.exports.text = () => 'yes';
module.exports.obj = { inner: () => true };
