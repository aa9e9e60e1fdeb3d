// A webhook receiver in Node, without packages: SHARED_KEY=… PORT=8000 node receiver.mjs
import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';

const sharedKey = process.env.SHARED_KEY ?? '';

/** Tells whether `X-JWS-Signature` signs exactly these bytes, in either form. The protected header names the form. */
export function verify(key, body, header = '') {
  const [protectedHeader, payload, signature] = header.split('.');
  if (payload !== '' || signature === undefined) return false;
  const hmac = hmacFor(key, body, protectedHeader);
  if (hmac === undefined) return false;
  const expected = Buffer.from(hmac.digest('base64url'));
  const given = Buffer.from(signature);
  return expected.length === given.length && timingSafeEqual(expected, given);
}

function hmacFor(key, body, protectedHeader) {
  switch (Buffer.from(protectedHeader, 'base64url').toString()) {
    // signature_form "rfc7797": the key is decoded, the body signed as it is.
    case '{"alg":"HS256","b64":false,"crit":["b64"]}': {
      const decoded = Buffer.from(key.replace(/^whsec_/, ''), 'base64url');
      return createHmac('sha256', decoded).update(`${protectedHeader}.`).update(body);
    }
    // signature_form "compact": the key is its text, the body signed as base64url.
    case '{"alg":"HS256"}':
      return createHmac('sha256', key).update(`${protectedHeader}.${body.toString('base64url')}`);
    default:
      return undefined;
  }
}

const server = createServer(async (request, response) => {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const body = Buffer.concat(chunks);
  if (!verify(sharedKey, body, request.headers['x-jws-signature'])) {
    response.writeHead(401).end();
    return;
  }
  const activity = JSON.parse(body.toString());
  console.log(`${request.headers['webhook-id']} ${activity.type}`);
  response.writeHead(204).end();
});

if (sharedKey === '') throw new Error('SHARED_KEY is not set');
server.listen(Number(process.env.PORT ?? 8000), '127.0.0.1', () => {
  console.log(`listening on ${server.address().port}`);
});
