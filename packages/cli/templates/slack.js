// Tells a channel of Slack what happened.
// upshot: events EVENT
// Variables: slack_url, the URL of an incoming webhook (sensitive).

if (!variables.slack_url) {
  console.warn('The variable slack_url is not set, so nothing is sent.');
} else {
  const failed = activity.result === 'failure';
  const response = fetch(variables.slack_url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ text: `${failed ? 'Failed: ' : ''}${activity.text}` }),
  });
  if (!response.ok) throw new Error(`Slack answered ${response.status}: ${response.text()}`);
}
