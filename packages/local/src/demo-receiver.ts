import { createHmac, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { toTimestamp } from '@upshot/shared/timestamp';
import { isPortTaken } from './free-port.ts';

/** A webhook as the demo's receiver got it. */
export interface ReceivedWebhook {
  readonly at: string;
  readonly signature: 'valid' | 'invalid' | 'missing';
  readonly body: string;
}

/** A tiny webhook receiver: answers 204 and keeps the last hundred, which `GET /` lists. */
export interface DemoReceiver extends AsyncDisposable {
  readonly port: number;
  readonly url: string;
}

/** Starts the receiver on 127.0.0.1, at the preferred port if it is free. */
export async function startDemoReceiver(options: {
  readonly preferredPort: number;
  readonly key: string;
  readonly onReceived: (webhook: ReceivedWebhook) => void;
}): Promise<DemoReceiver> {
  const received: ReceivedWebhook[] = [];
  const server = createServer((request, response) => {
    if (request.method !== 'POST') {
      response.setHeader('content-type', 'application/json').end(JSON.stringify(received, null, 2));
      return;
    }
    receive(request, options.key)
      .then((webhook) => {
        received.push(webhook);
        received.splice(0, received.length - 100);
        options.onReceived(webhook);
        return response.writeHead(204).end();
      })
      .catch(() => response.destroy());
  });
  const port = await listen(server, options.preferredPort);
  return {
    port,
    url: `http://127.0.0.1:${port}/`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Listens on the preferred port, else, when that cannot be had, on a free one. */
async function listen(server: Server, preferredPort: number): Promise<number> {
  for (let port = preferredPort; ; port = 0) {
    try {
      server.listen(port, '127.0.0.1');
      await once(server, 'listening');
      return (server.address() as AddressInfo).port;
    } catch (fault) {
      if (port === 0 || !isPortTaken(fault)) throw fault;
    }
  }
}

async function receive(request: IncomingMessage, key: string): Promise<ReceivedWebhook> {
  const body = await text(request);
  return {
    at: toTimestamp(new Date()),
    signature: checkSignature(request.headers['x-jws-signature'], body, key),
    body,
  };
}

/** A detached JWS with an unencoded payload (RFC 7797): `header..signature` over `header.body`. */
function checkSignature(
  header: string | string[] | undefined,
  body: string,
  key: string,
): ReceivedWebhook['signature'] {
  if (typeof header !== 'string') return 'missing';
  const [protectedHeader = '', , signature = ''] = header.split('.');
  const expected = createHmac('sha256', Buffer.from(key, 'base64url'))
    .update(`${protectedHeader}.${body}`)
    .digest();
  const given = Buffer.from(signature, 'base64url');
  return given.length === expected.length && timingSafeEqual(given, expected) ? 'valid' : 'invalid';
}
