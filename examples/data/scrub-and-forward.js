// Forwards activities without personal data: a person becomes the same pseudonym each time; e-mail and IP addresses,
// logs, deployments and links are left out.
// upshot: events environment.push, environment.merge, environment.access.add
// Variables: forward_url; pseudonym_key (sensitive), with which pseudonyms are made and could be guessed.

for (const name of ['forward_url', 'pseudonym_key']) {
  if (!variables[name]) throw new Error(`Set the variable ${name}.`);
}

if (activity.state === 'complete') forward();
else console.log(`Nothing to forward: the activity is ${activity.state}.`);

function forward() {
  const kept = {
    ..._.pick(
      activity,
      'id',
      'type',
      'project',
      'environments',
      'state',
      'result',
      'created_at',
      'completed_at',
    ),
    ..._.pick(activity, 'text', 'timings', 'parameters'),
    payload: _.omit(activity.payload, 'deployment', 'project'),
  };
  const response = fetch(variables.forward_url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(scrub(kept, findPeople(activity))),
  });
  if (!response.ok) throw new Error(`The receiver answered ${response.status}: ${response.text()}`);
}

/** What names a person, and the pseudonym: a user by id and name, an author of a commit by address and name. */
function findPeople(value, people = new Map()) {
  if (!_.isObject(value)) return people;
  const { id, email, name, display_name: displayName } = value;
  const texts = [displayName && id, displayName, email, email && name].filter(_.isString).filter(Boolean);
  const known = texts.find((text) => people.has(text));
  if (texts.length > 0) {
    const pseudonym = known === undefined ? pseudonymOf(texts[0]) : people.get(known);
    for (const text of texts) people.set(text, pseudonym);
  }
  _.each(value, (part) => findPeople(part, people));
  return people;
}

function pseudonymOf(text) {
  return `person-${crypto.createHmac('sha256', variables.pseudonym_key).update(text).digest('hex').slice(0, 12)}`;
}

/** A copy in which no text has what names a person, an e-mail address or an IP address. */
function scrub(value, people) {
  const longestFirst = _.sortBy([...people.keys()], (text) => -text.length).map(escapePattern);
  const names = new RegExp(
    `(?<![\\p{L}\\p{N}])(?:${longestFirst.join('|') || '(?!)'})(?![\\p{L}\\p{N}])`,
    'gu',
  );
  const scrubText = (text) =>
    text
      .replace(names, (found) => people.get(found))
      .replace(/[^\s@<>"']+@[^\s@<>"']+\.[^\s@<>"']+/g, '[e-mail]')
      .replace(/\b\d{1,3}(?:\.\d{1,3}){3}\b/g, '[address]')
      .replace(/\b(?:[\da-f]{1,4}:)(?:[\da-f]{0,4}:){2,6}[\da-f]{0,4}/gi, '[address]');
  return JSON.parse(JSON.stringify(value), (key, part) => (_.isString(part) ? scrubText(part) : part));
}

function escapePattern(text) {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
