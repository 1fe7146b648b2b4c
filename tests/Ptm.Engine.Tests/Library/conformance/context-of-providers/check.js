module.exports = (output, context) => typeof context.provider.id === 'function' && typeof context.provider.id() === 'string' && context.test.metadata.m === 2;
