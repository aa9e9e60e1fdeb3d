// Opens an incident in PagerDuty when a deployment fails, and resolves it when a later one succeeds.
// upshot: events environment.push, environment.redeploy, environment.activate
// Variables: pagerduty_key, the integration key of a service (sensitive).
const storage = require('storage');

if (!variables.pagerduty_key)
  throw new Error('Set the variable pagerduty_key: the integration key of a service.');

const { environment } = activity.parameters;
const key = `incident ${environment}`;
const incident = `${activity.project}:${environment}`;

if (activity.result === 'failure') {
  send({ event_action: 'trigger', payload: describe() });
  storage.set(key, activity.id);
} else if (activity.result === 'success' && storage.get(key) !== null) {
  send({ event_action: 'resolve' });
  storage.remove(key);
} else {
  console.log(`No alert: ${activity.type} on ${environment} did not fail.`);
}

function describe() {
  return {
    summary: `${project.title || project.id}: deployment of ${environment} failed`,
    source: incident,
    severity: activity.payload.environment?.type === 'production' ? 'critical' : 'warning',
    timestamp: activity.completed_at,
    custom_details: {
      activity: activity.id,
      what: activity.text,
      log: (activity.log || '').trimEnd().split('\n').slice(-20),
    },
  };
}

/** Events of the same key are one incident. */
function send(event) {
  const response = fetch('https://events.pagerduty.com/v2/enqueue', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ routing_key: variables.pagerduty_key, dedup_key: incident, ...event }),
  });
  if (!response.ok) throw new Error(`PagerDuty answered ${response.status}: ${response.text()}`);
  console.log(`Sent ${event.event_action} for ${incident}.`);
}
