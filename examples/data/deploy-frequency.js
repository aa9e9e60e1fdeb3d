// Counts deployments to production and measures their lead time, as metrics for Prometheus.
// upshot: events environment.push
// Variables: pushgateway_url, such as https://pushgateway.example.
// How often, per day:   rate(deployments_total{result="success"}[7d]) * 86400
// How many of them fail: rate(deployments_total{result="failure"}[7d]) / rate(deployments_total[7d])
const storage = require('storage');

if (!variables.pushgateway_url) throw new Error('Set the variable pushgateway_url.');

const isProduction = activity.payload.environment?.type === 'production';
if (activity.state === 'complete' && isProduction) measure(activity.payload.environment.id);
else console.log('Nothing to measure: no deployment to production has ended.');

function measure(environment) {
  const key = `deployments ${environment}`;
  const count = { success: 0, failure: 0, ...storage.get(key) };
  count[activity.result] += 1;
  storage.set(key, count); // also kept when the metrics cannot be sent: the next ones have the sum

  const group = [activity.project, environment].map(encodeURIComponent);
  const response = fetch(
    `${variables.pushgateway_url}/metrics/job/upshot/project/${group[0]}/environment/${group[1]}`,
    {
      method: 'PUT',
      headers: { 'content-type': 'text/plain; version=0.0.4' },
      body: render(count),
    },
  );
  if (!response.ok) throw new Error(`The Pushgateway answered ${response.status}: ${response.text()}`);
  console.log(`${count.success} deployments to ${environment}, ${count.failure} failed.`);
}

function render(count) {
  const lead = leadTimeSeconds();
  return [
    '# TYPE deployments_total counter',
    `deployments_total{result="success"} ${count.success}`,
    `deployments_total{result="failure"} ${count.failure}`,
    ...(lead === undefined
      ? []
      : ['# TYPE deployment_lead_time_seconds gauge', `deployment_lead_time_seconds ${lead}`]),
    '',
  ].join('\n');
}

/** From the oldest commit of the push to the end of its deployment. */
function leadTimeSeconds() {
  const dates = _.compact(_.map(activity.payload.commits, ({ author }) => author.date));
  if (activity.result !== 'success' || dates.length === 0) return undefined;
  return Math.round(Date.parse(activity.completed_at) / 1000 - Math.min(...dates));
}
