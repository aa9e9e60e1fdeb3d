import { createConnectionPool } from './connection-pool.ts';
import { startDeadline } from './deadline.ts';
import { createEgressGuard } from './egress-guard.ts';
import type { EgressPolicy } from './egress-policy.ts';
import { exchange } from './exchange.ts';
import {
  defaultLimits,
  type OutboundLimits,
  type OutboundReply,
  type OutboundRequest,
} from './outbound-exchange.ts';
import type { Tenant } from './tenant.ts';
import { prepareRequest } from './prepare-request.ts';
import { resolveHost, type Resolve } from './resolve-host.ts';
import { failed, Unanswered } from './unanswered.ts';

export type { OutboundLimits, OutboundReply, OutboundRequest } from './outbound-exchange.ts';
export type { Tenant } from './tenant.ts';
export type { Resolve } from './resolve-host.ts';

/** What a caller may set for one exchange. `overflow` says what becomes of a body that is too large (`fail`). */
export interface SendOptions {
  readonly signal?: AbortSignal;
  readonly limits?: Partial<OutboundLimits>;
  readonly overflow?: 'fail' | 'truncate';
  /** On whose behalf it is sent; all who leave it out are one. */
  readonly tenant?: Tenant;
}

const noTenant: Tenant = { project: '', integration: '' };

/** An HTTP client for requests that users wrote: guarded against SSRF, and limited in time and size. */
export interface OutboundClient {
  /** Sends a request and reads the whole answer. Resolves to a reply whatever the URL or the remote server does. */
  send(request: OutboundRequest, options?: SendOptions): Promise<OutboundReply>;
  /** Waits for the exchanges under way, then closes all connections. */
  close(): Promise<void>;
}

/** What a client is made from; `resolve` replaces the machine's name resolution. */
export interface OutboundClientOptions {
  readonly policy: EgressPolicy;
  readonly limits?: Partial<OutboundLimits>;
  readonly userAgent?: string;
  readonly resolve?: Resolve;
}

/** Makes a client that reaches public addresses and the policy's allow-list, and nothing else. */
export function createOutboundClient(options: OutboundClientOptions): OutboundClient {
  const { policy, userAgent = 'Upshot', resolve = resolveHost } = options;
  const pool = createConnectionPool({ findRefusal: createEgressGuard(policy), resolve });

  return {
    async send(request, { signal, limits: own, overflow = 'fail', tenant = noTenant } = {}) {
      const limits = { ...defaultLimits, ...options.limits, ...own };
      using deadline = startDeadline(limits.totalMs, () => late(limits), signal && { signal, cancelled });
      try {
        const hop = prepareRequest(request, limits, userAgent);
        const context = { pool, tenant, limits, overflow, signal: deadline.signal };
        return await exchange(hop, request.redirect ?? 'follow', context);
      } catch (error) {
        if (error instanceof Unanswered) return error.reply;
        throw error;
      }
    },
    close: () => pool.close(),
  };
}

const late = ({ totalMs }: OutboundLimits): Error =>
  failed('timeout', `the request was not answered in full within ${totalMs} ms`);

const cancelled = (): Error => failed('aborted', 'the request was aborted');
