module.exports = () => ({ error: "no value" });
