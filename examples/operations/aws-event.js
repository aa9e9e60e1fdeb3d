// Sends activities to Amazon EventBridge, signed with Signature Version 4. Other AWS services take the same signature:
// change the host, the headers and the body.
// upshot: events environment.push
// Variables: aws_region, aws_access_key_id, aws_secret_access_key (sensitive; may events:PutEvents).
//   Also event_bus, the name of a bus (default).

if (activity.state === 'complete') sendEvent();
else console.log(`Nothing to send: the activity is ${activity.state}.`);

function sendEvent() {
  for (const name of ['aws_region', 'aws_access_key_id', 'aws_secret_access_key']) {
    if (!variables[name]) throw new Error(`Set the variable ${name}.`);
  }
  const entry = {
    Source: 'upshot',
    DetailType: activity.type,
    Detail: JSON.stringify(
      _.pick(activity, 'id', 'type', 'project', 'environments', 'state', 'result', 'text'),
    ),
    EventBusName: variables.event_bus || 'default',
  };
  const request = {
    method: 'POST',
    url: `https://events.${variables.aws_region}.amazonaws.com/`,
    headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': 'AWSEvents.PutEvents' },
    body: JSON.stringify({ Entries: [entry] }),
  };
  const signed = sign(request, {
    service: 'events',
    region: variables.aws_region,
    accessKeyId: variables.aws_access_key_id,
    secretAccessKey: variables.aws_secret_access_key,
    date: new Date(),
  });
  const response = fetch(request.url, { ...request, headers: signed });
  if (!response.ok) throw new Error(`EventBridge answered ${response.status}: ${response.text()}`);
  const answer = response.json();
  if (answer.FailedEntryCount > 0)
    throw new Error(`EventBridge took no event: ${JSON.stringify(answer.Entries)}`);
  console.log(`EventBridge took event ${answer.Entries[0].EventId}.`);
}

/** The headers of a request with its signature. */
function sign({ method, url, headers, body }, { service, region, accessKeyId, secretAccessKey, date }) {
  const { host, pathname, searchParams } = new URL(url);
  const time = `${date.toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`;
  const scope = [time.slice(0, 8), region, service, 'aws4_request'];

  const all = { ...headers, host, 'x-amz-date': time };
  const names = Object.keys(all)
    .map((name) => name.toLowerCase())
    .sort();
  const signedNames = names.join(';');
  const query = [...searchParams].map((pair) => pair.map(encode).join('=')).sort();
  const canonical = [
    method,
    pathname.split('/').map(encode).join('/'), // for all services but S3, which takes the path as it is
    query.join('&'),
    ...names.map((name) => `${name}:${String(all[name]).trim().replace(/ +/g, ' ')}`),
    '',
    signedNames,
    sha256(body || ''),
  ].join('\n');

  const toSign = ['AWS4-HMAC-SHA256', time, scope.join('/'), sha256(canonical)].join('\n');
  const key = scope.reduce((secret, part) => hmac(secret, part).digest(), `AWS4${secretAccessKey}`);
  const signature = hmac(key, toSign).digest('hex');
  const parts = [
    `Credential=${[accessKeyId, ...scope].join('/')}`,
    `SignedHeaders=${signedNames}`,
    `Signature=${signature}`,
  ];
  return { ...headers, 'x-amz-date': time, authorization: `AWS4-HMAC-SHA256 ${parts.join(', ')}` };
}

function hmac(key, text) {
  return crypto.createHmac('sha256', key).update(text);
}

/** encodeURIComponent leaves some characters that AWS encodes. */
function encode(text) {
  const escape = (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
  return encodeURIComponent(text).replace(/[!'()*]/g, escape);
}

/** SHA-256 of a text, in hexadecimal: scripts have HMACs, but no plain digests (FIPS 180-4). */
function sha256(text) {
  const bytes = new TextEncoder().encode(text);
  const padded = new Uint8Array((((bytes.length + 8) >> 6) << 6) + 64);
  padded.set(bytes);
  padded[bytes.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setUint32(padded.length - 8, Math.floor(bytes.length / 2 ** 29));
  view.setUint32(padded.length - 4, bytes.length << 3);

  const primes = firstPrimes(64);
  const fraction = (root) => Math.floor((root - Math.floor(root)) * 2 ** 32) | 0;
  const constants = primes.map((prime) => fraction(Math.cbrt(prime)));
  const state = primes.slice(0, 8).map((prime) => fraction(Math.sqrt(prime)));
  const words = new Int32Array(64);
  const turn = (word, bits) => (word >>> bits) | (word << (32 - bits));

  for (let block = 0; block < padded.length; block += 64) {
    for (let i = 0; i < 64; i++) {
      if (i < 16) {
        words[i] = view.getInt32(block + i * 4);
        continue;
      }
      const [a, b] = [words[i - 15], words[i - 2]];
      const low = turn(a, 7) ^ turn(a, 18) ^ (a >>> 3);
      const high = turn(b, 17) ^ turn(b, 19) ^ (b >>> 10);
      words[i] = words[i - 16] + low + words[i - 7] + high;
    }
    let [a, b, c, d, e, f, g, h] = state;
    for (let i = 0; i < 64; i++) {
      const first =
        h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + constants[i] + words[i];
      const second = (turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
      [h, g, f, e, d, c, b, a] = [g, f, e, (d + first) | 0, c, b, a, (first + second) | 0];
    }
    [a, b, c, d, e, f, g, h].forEach((word, i) => (state[i] = (state[i] + word) | 0));
  }
  return state.map((word) => (word >>> 0).toString(16).padStart(8, '0')).join('');
}

function firstPrimes(count) {
  const primes = [];
  for (let number = 2; primes.length < count; number++) {
    if (primes.every((prime) => number % prime !== 0)) primes.push(number);
  }
  return primes;
}
