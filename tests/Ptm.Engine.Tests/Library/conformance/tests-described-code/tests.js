module.exports = () => [{ description: "d" }, { vars: { x: 1 } }];
