module.exports = (namedScores, context) => {
  const score = (namedScores.one ?? 0) * 0.6 + (namedScores.two ?? 0) * 0.4;
  return { pass: score >= 0.5, score, reason: 'weighted' };
};
module.exports.other = () => ({ pass: false, score: 0.25, reason: 'other' });
module.exports.broken = () => { throw new Error('broken'); };
