module.exports = (name, prompt, vars, provider) => ({ output: `js ${name} ${vars.y}` });
