export default async (output) => output.startsWith('H');
export const score = output => 0.75;
export function components(output) {
  return { pass: true, score: 0.5, reason: 'parts', componentResults: [{ pass: true, score: 1, reason: 'one' }, { pass: false, score: 0, reason: 'two' }], namedScores: { tone: 0.5 } };
}
