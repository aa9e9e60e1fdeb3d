// Tells a channel of Discord what happened, with a link to the site.
// upshot: events environment.push
// Variables: discord_url, the URL of a webhook (sensitive).

if (!variables.discord_url) throw new Error('Set the variable discord_url: the URL of a webhook.');

if (activity.state === 'complete') tell();
else console.log(`Nothing to tell: the activity is ${activity.state}.`);

function tell() {
  const response = fetch(variables.discord_url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      embeds: [
        {
          title: project.title || project.id,
          url: findSite(),
          description: activity.text || activity.type,
          color: activity.result === 'failure' ? 0xd93025 : 0x188038,
        },
      ],
      allowed_mentions: { parse: [] }, // a name such as "@everyone" is no mention
    }),
  });
  if (!response.ok) throw new Error(`Discord answered ${response.status}: ${response.text()}`);
}

/** The main address, where the activity has deployed something. */
function findSite() {
  const { routes } = activity.payload.deployment || {};
  return _.findKey(routes, (route) => route.primary);
}
