// Starts workflows of a GitHub repository: those that listen for the repository dispatch "upshot".
// upshot: events EVENT
// Variables: github_repository (owner/name), github_token (sensitive; may write contents).

if (!variables.github_token || !variables.github_repository) {
  console.warn('The variables github_repository and github_token are not set, so nothing is sent.');
} else {
  const response = fetch(`https://api.github.com/repos/${variables.github_repository}/dispatches`, {
    method: 'POST',
    headers: {
      accept: 'application/vnd.github+json',
      authorization: `Bearer ${variables.github_token}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify({
      event_type: 'upshot',
      client_payload: { type: activity.type, result: activity.result, environments: activity.environments },
    }),
  });
  if (!response.ok) throw new Error(`GitHub answered ${response.status}: ${response.text()}`);
}
