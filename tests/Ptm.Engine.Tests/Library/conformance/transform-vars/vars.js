module.exports = (vars, context) => ({ ...vars, y: 'from file', z: typeof context });
module.exports.named = (vars) => ({ ...vars, y: 'named' });
