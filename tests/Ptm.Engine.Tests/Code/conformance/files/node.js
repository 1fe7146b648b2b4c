const path = require('path');
const { wanted } = require('./wanted.js');
module.exports = (output) => path.basename('/a/' + output) === output && wanted.includes(output);
