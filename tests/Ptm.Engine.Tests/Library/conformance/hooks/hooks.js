module.exports.hook = async function hook(hookName, context) {
  if (hookName === 'beforeAll') {
    context.suite.tests.push({ vars: { x: 'added' }, assert: [{ type: 'equals', value: 'added each-added' }] });
    return context;
  }
  if (hookName === 'beforeEach') {
    context.test.vars.y = 'each-' + context.test.vars.x;
    return context;
  }
};
