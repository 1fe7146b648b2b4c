module.exports = async () => ({ output: "<{{y}}>" });
