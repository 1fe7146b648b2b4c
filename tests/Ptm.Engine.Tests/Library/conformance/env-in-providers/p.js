module.exports = class {
  constructor(options) { this.options = options; }
  id() { return 'p'; }
  async callApi(prompt) {
    const { basePath, ...config } = this.options.config;
    return { output: prompt + ' ' + JSON.stringify(config) + ' ' + this.options.id + ' ' + this.options.label + ' ' + ((this.options.env || {}).PTMX_OWN || '') + ' ' + ((this.options.env || {}).PTMX_A || '') };
  }
};
