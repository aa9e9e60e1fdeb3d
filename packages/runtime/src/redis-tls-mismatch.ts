import { connect as connectPlain, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { readRedisUrl } from './redis/place.ts';

/**
 * Finds out whether Redis speaks TLS where the URL says it does not, or the other way round: neither side notices by
 * itself. Sends no password. Returns the sentence about it, if so.
 */
export async function findTlsMismatch(redisUrl: string, timeoutMs: number): Promise<string | undefined> {
  if (readRedisUrl(redisUrl).kind !== 'server') return undefined;
  const { protocol, hostname, port } = new URL(redisUrl);
  const address = { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port || 6379) };
  if (protocol === 'rediss:') {
    const answer = await ask(connectPlain(address), 'connect', timeoutMs);
    return /^[+-]/.test(answer) ? 'Redis does not speak TLS: the URL must begin with redis://.' : undefined;
  }
  const answer = await ask(connectTls({ ...address, rejectUnauthorized: false }), 'secureConnect', timeoutMs);
  return /^[+-]/.test(answer) ? 'Redis speaks TLS: the URL must begin with rediss://.' : undefined;
}

/** The first bytes of the answer to a PING, without a password: `+PONG` or `-NOAUTH`. Empty when there is none. */
function ask(socket: Socket, connected: 'connect' | 'secureConnect', timeoutMs: number): Promise<string> {
  return new Promise((resolve) => {
    const end = (answer: string) => {
      resolve(answer);
      socket.destroy();
    };
    socket.setTimeout(timeoutMs, () => end(''));
    socket.once('error', () => end('')).once('close', () => end(''));
    socket.once('data', (data: Buffer) => end(data.toString('latin1')));
    socket.once(connected, () => socket.write('PING\r\n'));
  });
}
