// Answers scaling alerts: gives an application of Upsun one instance more, or one less.
// upshot: events environment.alert
// Variables: upsun_token, an API token (sensitive). Also max_instances (4) and cooldown_minutes (10).
// No document of the platform describes payload.alert. This script needs `application` and `direction` (up or
// down), as the sample has them: compare with an alert of your project (upshot activity:get).
const storage = require('storage');

if (!variables.upsun_token) throw new Error('Set the variable upsun_token: an API token.');

const { alert } = activity.payload;
const { environment } = activity.parameters;
const step = { up: 1, down: -1 }[alert?.direction];

if (activity.result === 'success' && alert?.application && step) answer(alert.application);
else console.log('Nothing to scale: the alert names no application, or no direction.');

function answer(application) {
  const key = `scaled ${environment} ${application}`;
  const cooldownMs = Number(variables.cooldown_minutes || 10) * 60_000;
  if (Date.now() < (storage.get(key) || 0) + cooldownMs) {
    console.log(`${application} was scaled less than ${cooldownMs / 60_000} minutes ago.`);
    return;
  }
  const headers = { authorization: `Bearer ${getAccessToken()}`, 'content-type': 'application/json' };
  const names = [activity.project, environment].map(encodeURIComponent);
  const url = `https://api.upsun.com/projects/${names[0]}/environments/${names[1]}/deployments/next`;

  const { webapps } = request(url, { headers });
  if (!webapps[application]) throw new Error(`${environment} has no application ${application}.`);
  const before = webapps[application].instance_count || 1;
  const after = Math.min(Math.max(before + step, 1), Number(variables.max_instances || 4));
  if (after === before) {
    console.log(`${application} is at the limit: ${before}.`);
    return;
  }
  const body = JSON.stringify({ webapps: { [application]: { instance_count: after } } });
  request(url, { method: 'PATCH', headers, body });
  storage.set(key, Date.now());
  console.log(`${application} on ${environment}: ${before} → ${after} instances.`);
}

/** Exchanges the API token for an access token, which is valid for some minutes. */
function getAccessToken() {
  const answer = request('https://auth.upsun.com/oauth2/token', {
    method: 'POST',
    headers: { authorization: `Basic ${btoa('platform-api-user:')}` },
    body: new URLSearchParams({ grant_type: 'api_token', api_token: variables.upsun_token }),
  });
  return answer.access_token;
}

function request(url, options) {
  const response = fetch(url, options);
  if (!response.ok) throw new Error(`${new URL(url).host} answered ${response.status}: ${response.text()}`);
  return response.json();
}
