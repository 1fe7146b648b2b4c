export default async function (hookName, context) {
  if (hookName === 'beforeEach') {
    context.test.vars.x += ' module';
    return context;
  }
}
