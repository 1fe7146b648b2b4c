export default output => output + '!';
