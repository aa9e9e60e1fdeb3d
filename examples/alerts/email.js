// Sends an e-mail when something failed, with the end of its log, by the API of Mailgun.
// upshot: events environment.push, environment.redeploy, environment.backup
// Variables: mailgun_key (sensitive), mailgun_domain, mail_from, mail_to.
//   For domains in the EU also mailgun_api: https://api.eu.mailgun.net

for (const name of ['mailgun_key', 'mailgun_domain', 'mail_from', 'mail_to']) {
  if (!variables[name]) throw new Error(`Set the variable ${name}.`);
}

if (activity.result === 'failure') send();
else console.log(`No e-mail: ${activity.type} did not fail.`);

function send() {
  const base = variables.mailgun_api || 'https://api.mailgun.net';
  const end = (activity.log || '').trimEnd().split('\n').slice(-20);
  const response = fetch(`${base}/v3/${variables.mailgun_domain}/messages`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`api:${variables.mailgun_key}`)}` },
    body: new URLSearchParams({
      from: variables.mail_from,
      to: variables.mail_to,
      subject: `[${project.title || project.id}] Failed: ${activity.text || activity.type}`,
      text: [`Activity ${activity.id} failed at ${activity.completed_at}.`, '', ...end].join('\n'),
    }),
  });
  if (!response.ok) throw new Error(`Mailgun answered ${response.status}: ${response.text()}`);
}
