module.exports = { hook: (name, context) => { if (name === 'beforeEach' && context.test.vars.x === 'b') throw new Error('no b'); return context; } };
