module.exports = () => "text";
