import type { Socket } from 'node:net';
import { Agent, type Dispatcher } from 'undici';
import type { EgressGuard } from './egress-guard.ts';
import { guardedConnector } from './guarded-connector.ts';
import type { OutboundLimits } from './outbound-exchange.ts';
import type { Tenant } from './tenant.ts';
import { resolveFairly } from './fair-resolve.ts';
import type { Resolve } from './resolve-host.ts';

/** Beyond so many open connections none is kept for later. */
const socketsKept = 128;

/** How many agents are kept; each holds the connections of one integration, and next to nothing when it has none. */
const agentsKept = 512;

/** Node's pool has four threads unless UV_THREADPOOL_SIZE says otherwise: one is left for everything else, and one for newcomers. */
const threads = Math.max(Number(process.env['UV_THREADPOOL_SIZE'] ?? 4) || 4, 2);
const resolutions = { total: threads - 1, each: Math.max(Math.floor(threads / 4), 1) };

/** Sends requests over guarded connections, and keeps these open for a few seconds. */
export interface ConnectionPool {
  /** Connections are used again for requests of the same integration only. */
  request(
    options: Dispatcher.RequestOptions,
    limits: OutboundLimits,
    tenant: Tenant,
  ): Promise<Dispatcher.ResponseData>;
  close(): Promise<void>;
}

/**
 * Makes a pool. A kept connection was checked when it was opened and serves its own origin and one integration only, for a
 * hundred requests or ten idle seconds at most: whatever a request made a server say later is never taken for the
 * answer to somebody else. HTTP/1.1 only; no proxy of the environment is used.
 */
export function createConnectionPool(guard: { permits: EgressGuard; resolve: Resolve }): ConnectionPool {
  const sockets = new Set<Socket>();
  const resolve = resolveFairly(guard.resolve, resolutions);
  const agents = new Map<string, Agent>();
  const closing = new Set<Promise<void>>();

  /** undici binds these limits to the agent. The agents are in the order of their last use. */
  function agentFor(limits: OutboundLimits, tenant: Tenant): Agent {
    const { connectMs, headerBytes } = limits;
    const answerBytes = bytesOnWire(limits);
    const key = `${connectMs}/${headerBytes}/${answerBytes}/${tenant.project}/${tenant.integration}`;
    const agent =
      agents.get(key) ??
      createAgent(
        guardedConnector({ ...guard, resolve, tenant, connectMs, answerBytes, sockets }),
        headerBytes,
      );
    agents.delete(key);
    agents.set(key, agent);
    if (agents.size > agentsKept) retireOldest();
    return agent;
  }

  function retireOldest(): void {
    const [oldest] = agents;
    if (oldest === undefined) return;
    agents.delete(oldest[0]);
    const closed = oldest[1].close().finally(() => closing.delete(closed));
    closing.add(closed);
  }

  return {
    request: (options, limits, tenant) =>
      agentFor(limits, tenant).request({ ...options, ...(sockets.size > socketsKept && { reset: true }) }),
    async close() {
      await Promise.all([...closing, ...[...agents.values()].map((agent) => agent.close())]);
    },
  };
}

/** A body of `responseBytes`, in chunks or in a coding that did it no good, with its heads and trailers. */
function bytesOnWire({ responseBytes, headerBytes }: OutboundLimits): number {
  return 2 * responseBytes + 4 * headerBytes;
}

function createAgent(connect: ReturnType<typeof guardedConnector>, headerBytes: number): Agent {
  return new Agent({
    connect,
    connections: 64,
    pipelining: 1,
    allowH2: false,
    useMilo: false,
    keepAliveTimeout: 4_000,
    keepAliveMaxTimeout: 10_000,
    maxRequestsPerClient: 100,
    maxHeaderSize: headerBytes,
    // The deadline of the whole exchange covers both.
    headersTimeout: 0,
    bodyTimeout: 0,
  });
}
