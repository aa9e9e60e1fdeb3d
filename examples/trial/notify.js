// Tells a chat who pushed what, and how often that was so far.
// upshot: events environment.push
var storage = require('storage');

var count = Number(storage.get('pushes') || 0) + 1;
storage.set('pushes', count);

var response = fetch(variables.chat_url, {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ text: activity.text + ' (push ' + count + ')' }),
});
if (!response.ok) throw new Error('the chat answered ' + response.status);
console.log('told the chat: ' + response.text());
