import type { Socket } from 'node:net';
import { Agent, type Dispatcher } from 'undici';
import type { EgressGuard } from './egress-guard.ts';
import { guardedConnector } from './guarded-connector.ts';
import type { OutboundLimits } from './outbound-exchange.ts';
import type { Tenant } from './tenant.ts';
import { resolveFairly } from './fair-resolve.ts';
import type { Resolve } from './resolve-host.ts';

/** With more open connections than this, none is kept alive. */
const socketsKept = 128;

/** How many agents are kept. Each holds the connections of one integration. */
const agentsKept = 512;

/** Node's pool has four threads unless UV_THREADPOOL_SIZE is set. One thread is left for all other work. */
const threads = Math.max(Number(process.env['UV_THREADPOOL_SIZE'] ?? 4) || 4, 2);
const resolutions = { total: threads - 1, maxPerProject: Math.max(Math.floor(threads / 4), 1) };

/** Sends requests over guarded connections, and keeps them alive for a few seconds. */
export interface ConnectionPool {
  /** Connections are reused for requests of the same integration only. */
  request(
    options: Dispatcher.RequestOptions,
    limits: OutboundLimits,
    tenant: Tenant,
  ): Promise<Dispatcher.ResponseData>;
  close(): Promise<void>;
}

/**
 * Creates a pool. The guard checks each connection when it is opened. A connection serves one origin and one
 * integration, for at most a hundred requests or ten idle seconds, so that a late response never answers another
 * integration's request. HTTP/1.1 only; proxy settings of the environment are ignored.
 */
export function createConnectionPool(guard: { findRefusal: EgressGuard; resolve: Resolve }): ConnectionPool {
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

/**
 * The largest response on the wire: a body of `responseBytes`, chunked or badly compressed, with headers and
 * trailers.
 */
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
    // The deadline of the whole exchange covers both time-outs.
    headersTimeout: 0,
    bodyTimeout: 0,
  });
}
