const fs = require('fs');
const path = require('path');

const calls = [];

module.exports.log = async (name) => { calls.push(name); };

module.exports.afterAll = async (context, { hookName }) => {
  const results = context.results
    .map((result) => ({
      test: result.testIdx,
      prompt: result.promptIdx,
      success: result.success,
      failure: result.failureReason === 0 ? 0 : 1,
      score: result.score,
      label: result.prompt.label,
      raw: result.prompt.raw,
      vars: result.vars,
      output: result.response.output,
      provider: result.provider.label,
      named: result.namedScores,
      description: result.testCase.description || '',
      threshold: result.testCase.threshold || null,
      kind: (result.metadata || {}).k || null,
      passed: result.gradingResult.componentResults.map((component) => component.pass),
      hasError: typeof result.error === 'string',
    }))
    .sort((a, b) => a.test - b.test || a.prompt - b.prompt);
  const prompts = context.prompts.map((prompt) => ({
    label: prompt.label,
    provider: prompt.provider,
    passed: prompt.metrics.testPassCount,
    score: prompt.metrics.score,
  }));
  fs.writeFileSync(path.join(__dirname, 'written.json'), JSON.stringify({ hookName, prompts, results, suite: context.suite.prompts.length, id: typeof context.evalId }));
};
