// Shows each push as a deployment in GitHub, in progress until it has ended.
// upshot: events environment.push
// Add it with --states in_progress,complete.
// Variables: github_repository (owner/name), github_token (sensitive; may write deployments).
const storage = require('storage');

for (const name of ['github_repository', 'github_token']) {
  if (!variables[name]) throw new Error(`Set the variable ${name}.`);
}

const { environment, new_commit: commit } = activity.parameters;
const state = { in_progress: 'in_progress', complete: activity.result }[activity.state];

if (commit && state) show();
else console.log(`Nothing to show: ${activity.type} is ${activity.state}.`);

function show() {
  const key = `deployment ${activity.id}`;
  const id = storage.get(key) || createDeployment();
  storage.set(key, id);
  post(`deployments/${id}/statuses`, {
    state,
    ...findLinks(),
    description: (activity.text || '').slice(0, 140),
  });
  if (activity.state === 'complete') storage.remove(key);
  console.log(`Deployment ${id} of ${environment} is ${state}.`);
}

function createDeployment() {
  const isProduction = activity.payload.environment?.type === 'production';
  const deployment = post('deployments', {
    ref: commit,
    environment,
    auto_merge: false,
    required_contexts: [],
    production_environment: isProduction,
    transient_environment: !isProduction,
  });
  return deployment.id;
}

/** The site and the page of the environment, which are known when it is deployed. */
function findLinks() {
  const { routes, environment_info: info } = activity.payload.deployment || {};
  return {
    environment_url: _.findKey(routes, (route) => route.primary),
    log_url: info?.links?.['#ui']?.href,
  };
}

function post(path, body) {
  const response = fetch(`https://api.github.com/repos/${variables.github_repository}/${path}`, {
    method: 'POST',
    headers: {
      accept: 'application/vnd.github+json',
      authorization: `Bearer ${variables.github_token}`,
      'content-type': 'application/json',
      'x-github-api-version': '2022-11-28',
    },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`GitHub answered ${response.status} to ${path}: ${response.text()}`);
  return response.json();
}
