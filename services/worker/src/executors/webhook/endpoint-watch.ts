import type { Database } from '@upshot/ledger/connect';
import { sql } from 'kysely';
import type { WorkerEvents } from '../../events.ts';
import type { WebhookIntegration } from '../../lanes/read-integration.ts';
import type { DeliveryResult } from './delivery-result.ts';

/** Pauses webhooks whose receiver is gone, or has taken nothing for too long. */
export interface EndpointWatch {
  /** Takes note of how a delivery was met. Returns true when the integration was paused because of it. */
  note(integration: WebhookIntegration, delivery: DeliveryResult): Promise<boolean>;
}

export interface EndpointWatchOptions {
  readonly database: Database;
  readonly events: WorkerEvents;
  /** For how long every attempt must have failed; 0: nothing is paused for that. */
  readonly pauseAfterMs: number;
}

/** What this worker last heard of a receiver, by its own clock. */
interface Known {
  readonly asOf: number;
  /** Undefined while deliveries are taken. */
  readonly failingSince: number | undefined;
}

/** Other workers deliver, too: what one knows is good for that long. Meanwhile nothing is read or written. */
const FRESH_MS = 60_000;

const MAX_KNOWN = 10_000;

/** Creates the watch of one worker. */
export function createEndpointWatch(options: EndpointWatchOptions): EndpointWatch {
  const { database, pauseAfterMs } = options;
  const known = new Map<string, Known>();
  const remember = (id: string, failingSince: number | undefined) => {
    if (known.size >= MAX_KNOWN) known.clear();
    known.set(id, { asOf: performance.now(), failingSince });
  };
  const recall = (id: string): Known | undefined => {
    const one = known.get(id);
    return one !== undefined && performance.now() - one.asOf < FRESH_MS ? one : undefined;
  };
  const noteSuccess = async (id: string): Promise<void> => {
    const one = recall(id);
    if (one !== undefined && one.failingSince === undefined) return;
    await database.deleteFrom('failing_webhooks').where('integration_id', '=', id).execute();
    remember(id, undefined);
  };
  const noteFailure = async (integration: WebhookIntegration): Promise<boolean> => {
    const { id } = integration;
    const since = recall(id)?.failingSince ?? (await beginFailing(database, id));
    remember(id, since);
    if (performance.now() - since < pauseAfterMs) return false;
    known.delete(id);
    const reason = `every attempt has failed for ${describeHours(pauseAfterMs)}`;
    return await pause(options, integration, reason, pauseAfterMs);
  };
  return {
    async note(integration, { kind }) {
      if (kind === 'gone') return await pause(options, integration, 'the receiver answered 410 Gone', 0);
      if (pauseAfterMs === 0) return false;
      if (kind !== 'accepted') return await noteFailure(integration);
      await noteSuccess(integration.id);
      return false;
    },
  };
}

/** Returns since when every attempt has failed, by this worker's clock: since now, if nobody noticed before. */
async function beginFailing(database: Database, id: string): Promise<number> {
  const { rows } = await sql<{ age_ms: number }>`
    /* begin failing */ with begun as (
      insert into failing_webhooks (integration_id) values (${id}) on conflict do nothing
    )
    select extract(epoch from now() - since)::float8 * 1000 as age_ms from failing_webhooks
    where integration_id = ${id}`.execute(database);
  return performance.now() - (rows[0]?.age_ms ?? 0);
}

/**
 * Pauses the integration, unless somebody has done so, has deleted it or has given it another URL meanwhile. With
 * `failingMs` only if all attempts of all workers have failed for so long.
 */
async function pause(
  { database, events }: EndpointWatchOptions,
  { id, url }: WebhookIntegration,
  reason: string,
  failingMs: number,
): Promise<boolean> {
  const { rows } = await sql`
    /* pause */ update integrations i
    set paused_at = now(), paused_reason = ${reason}, paused_by = 'upshot', updated_at = now()
    where i.id = ${id} and i.url = ${url} and i.paused_at is null and i.deleted_at is null
      and (${failingMs}::float8 = 0 or exists (
        select from failing_webhooks f
        where f.integration_id = i.id and f.since <= now() - ${failingMs}::float8 * interval '1 ms'))
    returning i.id`.execute(database);
  if (rows.length > 0) events.integrationPaused(id, reason);
  return rows.length > 0;
}

function describeHours(ms: number): string {
  const hours = ms / 3_600_000;
  if (hours >= 48) return `${Math.round(hours / 24)} days`;
  return hours >= 1 ? `${Math.round(hours)} hours` : `${Math.round(ms / 1000)} seconds`;
}
