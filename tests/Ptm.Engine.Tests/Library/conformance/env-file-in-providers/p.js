module.exports = class {
  constructor(options) { this.options = options; }
  id() { return 'p'; }
  async callApi(prompt) { return { output: prompt + ' ' + (this.options.config.key === 'of file' ? 'filled' : 'process') + ' ' + process.env.PTMX_OF_FILE }; }
};
