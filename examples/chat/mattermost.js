// Tells a channel of Mattermost what happened, with a link to the site.
// upshot: events environment.push
// Variables: mattermost_url, the URL of an incoming webhook (sensitive).

if (!variables.mattermost_url)
  throw new Error('Set the variable mattermost_url: the URL of an incoming webhook.');

if (activity.state === 'complete') tell();
else console.log(`Nothing to tell: the activity is ${activity.state}.`);

function tell() {
  const text = withoutMentions(activity.text || activity.type);
  const response = fetch(variables.mattermost_url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      attachments: [
        {
          fallback: text,
          text,
          color: activity.result === 'failure' ? '#d93025' : '#188038',
          title: project.title || project.id,
          title_link: findSite(),
          fields: [{ short: true, title: 'Environments', value: (activity.environments || []).join(', ') || 'none' }],
        },
      ],
    }),
  });
  if (!response.ok) throw new Error(`Mattermost answered ${response.status}: ${response.text()}`);
}

/** A name such as "@all" would notify everyone; an invisible space behind the @ prevents it. */
function withoutMentions(text) {
  return text.replace(/@/g, '@\u200b');
}

/** The main address, where the activity has deployed something. */
function findSite() {
  const { routes } = activity.payload.deployment || {};
  return _.findKey(routes, (route) => route.primary);
}
