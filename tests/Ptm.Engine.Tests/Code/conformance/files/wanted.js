exports.wanted = ['Hello', 'Hi'];
