module.exports = vars => ({ ...vars, x: vars.x + vars.x });
