// Tells a channel of Slack what happened, with a link to the site.
// upshot: events environment.push
// Variables: slack_url, the URL of an incoming webhook (sensitive).

if (!variables.slack_url) throw new Error('Set the variable slack_url: the URL of an incoming webhook.');

if (activity.state === 'complete') tell();
else console.log(`Nothing to tell: the activity is ${activity.state}.`);

function tell() {
  const site = findSite();
  const icon = activity.result === 'failure' ? ':x:' : ':white_check_mark:';
  const response = fetch(variables.slack_url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      text: `${icon} ${toMarkup(activity.text)}${site ? `\n<${site}|Open the site>` : ''}`,
    }),
  });
  if (!response.ok) throw new Error(`Slack answered ${response.status}: ${response.text()}`);
}

/** Text in the markup of Slack: no name can mention a channel or make a link. */
function toMarkup(text) {
  const escaped = (text || activity.type).replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
  return escaped.replace(/\*\*(.+?)\*\*/g, '*$1*');
}

/** The main address, where the activity has deployed something. */
function findSite() {
  const { routes } = activity.payload.deployment || {};
  return _.findKey(routes, (route) => route.primary);
}
