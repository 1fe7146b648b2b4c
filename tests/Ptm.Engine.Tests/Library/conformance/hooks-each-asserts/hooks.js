module.exports.beforeEach = (context) => {
  const test = context.test;
  if (test.vars.x === 'added') test.assert.push({ type: 'equals', value: '{{x}} other' });
  if (test.vars.x === 'replaced') test.assert[0].value = 'replaced 2';
  if (test.vars.x === 'removed') test.assert.shift();
  if (test.vars.x === 'weighted') test.assert.push({ type: 'contains', value: 'nowhere', weight: 3 });
  if (test.vars.x === 'none') test.assert = [{ type: 'assert-set', threshold: 0.5, assert: [{ type: 'contains', value: '6' }, { type: 'contains', value: '7' }] }];
  return { test };
};
