import type { Socket } from 'node:net';
import { Agent, type Dispatcher } from 'undici';
import type { EgressGuard } from './egress-guard.ts';
import { guardedConnector } from './guarded-connector.ts';
import type { OutboundLimits } from './outbound-exchange.ts';
import type { Resolve } from './resolve-host.ts';

/** Beyond so many open connections none is kept for later. */
const socketsKept = 128;

/** Sends requests over guarded connections, and keeps these open for a few seconds. */
export interface ConnectionPool {
  request(options: Dispatcher.RequestOptions, limits: OutboundLimits): Promise<Dispatcher.ResponseData>;
  close(): Promise<void>;
}

/**
 * Makes a pool. A kept connection was checked when it was opened and serves its own origin only, for a hundred requests
 * or ten idle seconds at most. HTTP/1.1 only; no proxy of the environment is used.
 */
export function createConnectionPool(guard: { permits: EgressGuard; resolve: Resolve }): ConnectionPool {
  const sockets = new Set<Socket>();
  // undici binds these two limits to the agent; callers use very few different ones.
  const agents = new Map<string, Agent>();

  function agentFor({ connectMs, headerBytes }: OutboundLimits): Agent {
    const key = `${connectMs}/${headerBytes}`;
    const agent =
      agents.get(key) ?? createAgent(guardedConnector({ ...guard, connectMs, sockets }), headerBytes);
    agents.set(key, agent);
    return agent;
  }

  return {
    request: (options, limits) =>
      agentFor(limits).request({ ...options, ...(sockets.size > socketsKept && { reset: true }) }),
    async close() {
      await Promise.all([...agents.values()].map((agent) => agent.close()));
    },
  };
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
