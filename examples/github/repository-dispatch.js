// Starts the workflows of a GitHub repository that listen for the repository dispatch "upshot".
// upshot: events environment.push
// Variables: github_repository (owner/name), github_token (sensitive; may write contents).

for (const name of ['github_repository', 'github_token']) {
  if (!variables[name]) throw new Error(`Set the variable ${name}.`);
}

if (activity.state === 'complete') dispatch();
else console.log(`Nothing to start: the activity is ${activity.state}.`);

function dispatch() {
  const response = fetch(`https://api.github.com/repos/${variables.github_repository}/dispatches`, {
    method: 'POST',
    headers: {
      accept: 'application/vnd.github+json',
      authorization: `Bearer ${variables.github_token}`,
      'content-type': 'application/json',
      'x-github-api-version': '2022-11-28',
    },
    body: JSON.stringify({
      event_type: 'upshot',
      client_payload: {
        id: activity.id,
        type: activity.type,
        result: activity.result,
        environments: activity.environments,
        commit: activity.parameters.new_commit,
      },
    }),
  });
  if (!response.ok) throw new Error(`GitHub answered ${response.status}: ${response.text()}`);
}
