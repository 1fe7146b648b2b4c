module.exports = class {
  constructor(options) { this.options = options; }
  id() { return this.options.id; }
  async callApi(prompt) { const { basePath, ...config } = this.options.config; return { output: prompt + ' ' + JSON.stringify(config) + JSON.stringify((this.options.env || {}).Q || '') }; }
};
