module.exports = output => output + '?';
