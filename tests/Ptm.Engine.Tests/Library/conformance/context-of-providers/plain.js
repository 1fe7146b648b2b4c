module.exports = class { id() { return 'plain-id'; } async callApi(prompt) { return { output: prompt, logProbs: [-0.5] }; } };
