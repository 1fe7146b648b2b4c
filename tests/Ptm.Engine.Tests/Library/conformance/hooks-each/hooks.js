const fs = require('fs');
const path = require('path');

const seen = [];

module.exports.beforeEach = (context) => {
  context.test.vars.y = 'each-' + context.test.vars.x;
  context.test.metadata = { ...context.test.metadata, by: 'hook' };
  return context;
};
module.exports.afterEach = (context) => {
  seen.push([context.test.vars.x, context.test.vars.y, context.result.success, context.result.score, context.result.response.output, context.test.description || '']);
  fs.writeFileSync(path.join(__dirname, 'written.json'), JSON.stringify([...seen].sort()));
};
