const path = require('path');
module.exports = (output, context) => path.sep.length === 1 && typeof context.provider.id() === 'string' && context.test.options.suffix === '!';
