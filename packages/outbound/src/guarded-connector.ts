import { isIP, type Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import type { buildConnector } from 'undici';
import { connectAny } from './connect-any.ts';
import { orAborted, startDeadline } from './deadline.ts';
import type { EgressGuard, EgressRefusal } from './egress-guard.ts';
import { limitAnswer } from './limit-answer.ts';
import type { ProjectResolve } from './fair-resolve.ts';
import { isLocalhostName } from './resolve-host.ts';
import type { Tenant } from './tenant.ts';
import { brief, errorCode, failed, unreachable } from './unanswered.ts';

/** What a connector needs to know; `sockets` collects the connections that are open. */
export interface ConnectorOptions {
  readonly findRefusal: EgressGuard;
  readonly resolve: ProjectResolve;
  /** On whose behalf connections are made. */
  readonly tenant: Tenant;
  readonly connectMs: number;
  /** How many bytes may come in answer to one request. */
  readonly answerBytes: number;
  readonly sockets: Set<Socket>;
}

interface Target {
  /** The host as the URL names it, an IPv6 address without brackets. */
  readonly host: string;
  readonly port: number;
  readonly secure: boolean;
  /** Host and port as messages name them. */
  readonly authority: string;
}

/** The most addresses of one name that are tried. */
const addressesTried = 8;

/**
 * Makes undici's connector: resolves the host once, checks every address, and connects to exactly the addresses that
 * passed. A name with permitted and forbidden addresses is reached at the permitted ones: no socket is ever opened to
 * another, so this is as safe as refusing the name, and networks with DNS64 (which adds a NAT64 address to every
 * name) keep working. The name stays with TLS, for SNI and the certificate.
 */
export function guardedConnector(options: ConnectorOptions): buildConnector.connector {
  return (endpoint, done) => void hand(open(targetOf(endpoint), options), done);
}

async function hand(opening: Promise<Socket>, done: buildConnector.Callback): Promise<void> {
  let socket: Socket;
  try {
    socket = await opening;
  } catch (error) {
    done(error instanceof Error ? error : new Error(String(error)), null);
    return;
  }
  done(null, socket);
}

function targetOf({ hostname, protocol, port }: buildConnector.Options): Target {
  const secure = protocol === 'https:';
  const number = port === '' ? (secure ? 443 : 80) : Number(port);
  const shown = isIP(hostname) === 6 ? `[${hostname}]` : hostname;
  return { host: hostname, port: number, secure, authority: `${shown}:${number}` };
}

async function open(target: Target, options: ConnectorOptions): Promise<Socket> {
  using deadline = startDeadline(options.connectMs, () =>
    unreachable('connect', target.authority, `no connection within ${options.connectMs} ms`),
  );
  const addresses = await permittedAddresses(target, options, deadline.signal);
  const plain = await reach(target, addresses, deadline.signal);
  options.sockets.add(plain);
  plain.once('close', () => options.sockets.delete(plain));
  const socket = target.secure ? await secure(plain, target, deadline.signal) : plain;
  limitAnswer(socket, options.answerBytes);
  return socket;
}

async function permittedAddresses(
  target: Target,
  options: ConnectorOptions,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const { host, port, authority } = target;
  const found = isIP(host) === 0 ? await resolved(target, options, signal) : [host];
  const permitted: string[] = [];
  const refused: { readonly address: string; readonly refusal: EgressRefusal }[] = [];
  for (const address of found.filter((text) => isIP(text) !== 0)) {
    const refusal = options.findRefusal({ host, address, port });
    if (refusal === undefined) permitted.push(address);
    else refused.push({ address, refusal });
    if (permitted.length === addressesTried) break;
  }
  if (permitted.length > 0) return permitted;
  const shown = refused
    .slice(0, addressesTried)
    .map(({ address, refusal }) => `${address} ${refusalTexts[refusal]}`);
  throw unreachable(
    'refused',
    authority,
    `refused by the egress policy: ${authority} is ${shown.join(', ')}`,
    refused.every(({ refusal }) => refusal === 'not_public') ? knownReasonOf(host) : undefined,
  );
}

/** A script knows whether an address in its URL is private; what a name resolves to is not for it to know. */
function knownReasonOf(host: string): string | undefined {
  const isLocalhost = isLocalhostName(host);
  if (!isLocalhost && isIP(host) === 0) return undefined;
  const what = isLocalhost ? 'localhost is the worker itself' : 'the address is not a public one';
  return `${what}; the operator can open it with UPSHOT_EGRESS_ALLOW`;
}

const refusalTexts: { readonly [R in EgressRefusal]: string } = {
  denied: '(on the deny-list)',
  blocked_port: '(a port that the Fetch standard blocks, and not on the allow-list)',
  own_address: '(an address of this machine, and not on the allow-list)',
  not_public: '(not public and not on the allow-list)',
};

async function resolved(
  target: Target,
  { resolve, tenant }: ConnectorOptions,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const found = await resolve(target.host, tenant.project, signal).catch((error: unknown) => {
    throw signal.aborted ? error : unreachable('dns', target.authority, brief(error));
  });
  if (found.length === 0) throw unreachable('dns', target.authority, 'the name has no address');
  return found;
}

async function reach(target: Target, addresses: readonly string[], signal: AbortSignal): Promise<Socket> {
  try {
    return await connectAny(addresses, target.port, signal);
  } catch (error) {
    throw signal.aborted ? error : unreachable('connect', target.authority, brief(error));
  }
}

async function secure(plain: Socket, target: Target, signal: AbortSignal): Promise<TLSSocket> {
  const name = target.host.replace(/\.$/u, '');
  const socket = connectTls({
    socket: plain,
    host: name,
    servername: isIP(name) === 0 ? name : '',
    ALPNProtocols: ['http/1.1'],
    // Said aloud, so that NODE_TLS_REJECT_UNAUTHORIZED cannot switch it off.
    rejectUnauthorized: true,
  });
  const { promise, resolve, reject } = Promise.withResolvers<TLSSocket>();
  socket.once('secureConnect', () => resolve(socket)).on('error', reject);
  socket.once('close', () => reject(new Error('the connection was closed during the TLS handshake')));
  try {
    return await orAborted(promise, signal);
  } catch (error) {
    socket.destroy();
    plain.destroy();
    throw signal.aborted ? error : handshakeFailure(target, error);
  }
}

function handshakeFailure({ authority }: Target, error: unknown): Error {
  const message = `the TLS handshake with ${authority} failed (${errorCode(error) ?? 'closed'})`;
  return failed('tls', message, `${message}: ${brief(error)}`);
}
