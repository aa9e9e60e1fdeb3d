// Tells a channel of Microsoft Teams what happened, with a link to the site.
// upshot: events environment.push
// Variables: teams_url, the URL of a workflow that posts what a webhook gets to a channel (sensitive).

if (!variables.teams_url) throw new Error('Set the variable teams_url: the URL of a workflow.');

if (activity.state === 'complete') tell();
else console.log(`Nothing to tell: the activity is ${activity.state}.`);

function tell() {
  const response = fetch(variables.teams_url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      type: 'message',
      attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', content: makeCard() }],
    }),
  });
  if (!response.ok) throw new Error(`Teams answered ${response.status}: ${response.text()}`);
}

function makeCard() {
  const isFailure = activity.result === 'failure';
  const site = findSite();
  return {
    type: 'AdaptiveCard',
    version: '1.4',
    body: [
      {
        type: 'TextBlock',
        text: isFailure ? 'Failed' : 'Done',
        color: isFailure ? 'Attention' : 'Good',
        weight: 'Bolder',
      },
      { type: 'TextBlock', text: activity.text || activity.type, wrap: true },
      {
        type: 'FactSet',
        facts: [
          { title: 'Project', value: project.title || project.id },
          { title: 'Environments', value: (activity.environments || []).join(', ') || 'none' },
        ],
      },
    ],
    actions: site ? [{ type: 'Action.OpenUrl', title: 'Open the site', url: site }] : [],
  };
}

/** The main address, where the activity has deployed something. */
function findSite() {
  const { routes } = activity.payload.deployment || {};
  return _.findKey(routes, (route) => route.primary);
}
