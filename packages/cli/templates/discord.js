// Tells a channel of Discord what happened.
// upshot: events EVENT
// Variables: discord_url, the URL of an incoming webhook (sensitive).

if (!variables.discord_url) {
  console.warn('The variable discord_url is not set, so nothing is sent.');
} else {
  const failed = activity.result === 'failure';
  const response = fetch(variables.discord_url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ content: `${failed ? 'Failed: ' : ''}${activity.text}` }),
  });
  if (!response.ok) throw new Error(`Discord answered ${response.status}: ${response.text()}`);
}
