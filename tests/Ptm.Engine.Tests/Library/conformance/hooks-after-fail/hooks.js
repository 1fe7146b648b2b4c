module.exports.afterAll = () => { throw new Error("no after"); };
