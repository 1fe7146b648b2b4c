async function extensionHook(hookName, context) {
  if (hookName === 'beforeEach') {
    context.test.vars.x += ' common';
    return context;
  }
}
module.exports = extensionHook;
