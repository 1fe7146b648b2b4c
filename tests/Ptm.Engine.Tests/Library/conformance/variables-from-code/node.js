const path = require("path"); module.exports = (name) => ({ output: path.sep.length === 1 ? "sep" : "no" });
