module.exports = (name, context) => { if (name === "nothing") throw new Error(Object.keys(context)); };
