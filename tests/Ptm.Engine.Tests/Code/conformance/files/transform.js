module.exports = (output, context) => output + '!' + context.vars.expected;
module.exports.parsed = output => ({ text: output });
