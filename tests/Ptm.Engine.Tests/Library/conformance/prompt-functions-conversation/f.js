module.exports = ({ vars, provider }) => `js ${vars.q} ${JSON.stringify(vars._conversation || 0)} ${provider.id} ${provider.label}`;
module.exports.named = ({ vars }) => [{ role: 'user', content: vars.q + ' ' + JSON.stringify(vars._conversation || 0) }];
module.exports.template = ({ vars }) => vars.q + ' [{{ _conversation.length }}]';
