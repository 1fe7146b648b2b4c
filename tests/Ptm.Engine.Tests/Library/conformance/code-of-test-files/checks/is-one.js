module.exports = output => output === 'one';
