// Purges the cache of Cloudflare after each deployment of the production environment.
// upshot: events environment.push, environment.redeploy
// Variables: cloudflare_zone (the id of the zone), cloudflare_token (sensitive; may purge the cache).

for (const name of ['cloudflare_zone', 'cloudflare_token']) {
  if (!variables[name]) throw new Error(`Set the variable ${name}.`);
}

const { environment } = activity.payload;
if (activity.result === 'success' && environment?.type === 'production') purge();
else console.log(`Nothing to purge: no production environment was deployed.`);

function purge() {
  const response = fetch(
    `https://api.cloudflare.com/client/v4/zones/${variables.cloudflare_zone}/purge_cache`,
    {
      method: 'POST',
      headers: { authorization: `Bearer ${variables.cloudflare_token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ purge_everything: true }),
    },
  );
  const text = response.text();
  if (!response.ok) throw new Error(`Cloudflare answered ${response.status}: ${text}`);
  const { success, errors } = JSON.parse(text);
  if (!success) throw new Error(`Cloudflare purged nothing: ${JSON.stringify(errors)}`);
  console.log(`Purged the cache, as ${environment.id} was deployed.`);
}
