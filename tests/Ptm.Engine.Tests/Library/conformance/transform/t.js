module.exports = (output, context) => 'js ' + output + ' ' + context.vars.x;
module.exports.named = (output) => 'named ' + output;
