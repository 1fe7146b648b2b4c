// Writes the expected answers of templates.json anew, by asking npm nunjucks 3.2.4 (autoescape off).
//   npm install nunjucks@3.2.4 --prefix SOMEWHERE
//   NODE_PATH=SOMEWHERE/node_modules node regenerate.cjs
// A case is {name, template, vars}; the answer is "expected" (a text) or "error": true. A case in which this engine
// differs on purpose has "differs" (the reason) and "ours" (what this engine gives; absent: an error).
'use strict';

const fs = require('fs');
const path = require('path');
const nunjucks = require('nunjucks');

const wanted = '3.2.4';
const version = require('nunjucks/package.json').version;
if (version !== wanted) {
  throw new Error(`nunjucks ${wanted} is the reference, found ${version}`);
}

const file = path.join(__dirname, 'templates.json');
const data = JSON.parse(fs.readFileSync(file, 'utf8'));
const environment = new nunjucks.Environment(null, { autoescape: false });

for (const test of data.cases) {
  delete test.expected;
  delete test.error;
  try {
    test.expected = environment.renderString(test.template, JSON.parse(test.vars));
  } catch {
    test.error = true;
  }
}

data.reference = `npm nunjucks ${version}, autoescape: false`;
const lines = data.cases.map(test => {
  const { name, template, vars, expected, error, ours, differs } = test;
  return '    ' + JSON.stringify({ name, template, vars, expected, error, ours, differs });
});
fs.writeFileSync(file, `{\n  "reference": ${JSON.stringify(data.reference)},\n  "cases": [\n${lines.join(',\n')}\n  ]\n}\n`);
