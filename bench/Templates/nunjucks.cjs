// The same prompt through npm nunjucks: node nunjucks.cjs FOLDER
const fs = require('fs');
const path = require('path');
const nunjucks = require('nunjucks');

const text = fs.readFileSync(path.join(process.argv[2], 'prompt.j2'), 'utf8');
const vars = JSON.parse(fs.readFileSync(path.join(process.argv[2], 'vars.json'), 'utf8'));
const environment = new nunjucks.Environment(null, { autoescape: false });
const template = nunjucks.compile(text, environment);

function perSecond(count, work) {
  const rates = [];
  for (let round = 0; round < 5; round++) {
    const start = process.hrtime.bigint();
    for (let i = 0; i < count; i++) work();
    rates.push(count / (Number(process.hrtime.bigint() - start) / 1e9));
  }
  return Math.round(rates.sort((a, b) => a - b)[2]);
}

template.render(vars);
console.log(`nunjucks  render ${perSecond(200000, () => template.render(vars))}/s`);
console.log(`nunjucks  parse  ${perSecond(2000, () => new nunjucks.Template(text, environment, null, true))}/s`);
