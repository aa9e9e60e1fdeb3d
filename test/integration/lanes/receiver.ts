import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Receives webhooks and the fetches of scripts. */
export interface Receiver extends AsyncDisposable {
  readonly url: string;
}

interface Posted {
  readonly id: string;
  /** How many deliveries of it are refused. */
  readonly refusals?: number;
  /** During how many attempts the script's slot dies. */
  readonly crashes?: number;
}

/** Starts a receiver. `killSlots` is called when the script that is sending is to lose its slot. */
export async function startReceiver(killSlots: () => void): Promise<Receiver> {
  const seen = new Map<string, number>();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const posted = JSON.parse(Buffer.concat(chunks).toString()) as Posted;
      const key = `${request.url} ${String(request.headers['webhook-id'] ?? '')} ${posted.id}`;
      const times = (seen.get(key) ?? 0) + 1;
      seen.set(key, times);
      const isScript = request.url === '/script';
      if (isScript && times <= (posted.crashes ?? 0)) killSlots();
      response.statusCode = !isScript && times <= (posted.refusals ?? 0) ? 500 : 200;
      response.end('{}');
    });
  });
  const { promise, resolve } = Promise.withResolvers<void>();
  server.listen(0, '127.0.0.1', resolve);
  await promise;
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      const closed = Promise.withResolvers<void>();
      server.close(() => closed.resolve());
      await closed.promise;
    },
  };
}
