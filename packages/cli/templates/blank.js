// Says what happened, and how often so far.
// upshot: events environment.push
const storage = require('storage');

const count = (storage.get('count') || 0) + 1;
storage.set('count', count);

console.log(`${activity.type} ${activity.state}: ${activity.text} (no. ${count})`);
