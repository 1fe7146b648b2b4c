module.exports = () => ({ output: { k: 1 } });
