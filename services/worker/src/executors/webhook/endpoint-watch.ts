import type { Database } from '@upshot/ledger/connect';
import { forgetFailing, noteFailing } from '@upshot/ledger/integrations/note-failing';
import { pauseEndpoint } from '@upshot/ledger/integrations/pause-endpoint';
import type { NamedIntegration } from '@upshot/shared/integration';
import type { WorkerEvents } from '../../events.ts';
import type { DeliveryResult } from '../../model/delivery-result.ts';

/** An integration that sends to a receiver, as it was when it was read. */
interface Endpoint extends NamedIntegration {
  readonly settings: string;
}

/** Pauses integrations whose receiver is gone, or has taken nothing for too long. */
export interface EndpointWatch {
  /** Takes note of how a delivery was met. Returns true when the integration was paused because of it. */
  note(integration: Endpoint, delivery: DeliveryResult): Promise<boolean>;
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
    const endpoint = known.get(id);
    return endpoint !== undefined && performance.now() - endpoint.asOf < FRESH_MS ? endpoint : undefined;
  };
  const noteSuccess = async (id: string): Promise<void> => {
    const endpoint = recall(id);
    if (endpoint !== undefined && endpoint.failingSince === undefined) return;
    await forgetFailing(database, id);
    remember(id, undefined);
  };
  const noteFailure = async (integration: Endpoint): Promise<boolean> => {
    const { id } = integration;
    const since = recall(id)?.failingSince ?? performance.now() - (await noteFailing(database, id));
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

/** Pauses the integration, unless it was changed meanwhile. */
async function pause(
  { database, events }: EndpointWatchOptions,
  { id, name, settings }: Endpoint,
  reason: string,
  failingMs: number,
): Promise<boolean> {
  const isPaused = await pauseEndpoint(database, { id, settings, failingMs }, reason);
  if (isPaused) events.integrationPaused({ id, name }, reason);
  return isPaused;
}

function describeHours(ms: number): string {
  const hours = ms / 3_600_000;
  if (hours >= 48) return `${Math.round(hours / 24)} days`;
  return hours >= 1 ? `${Math.round(hours)} hours` : `${Math.round(ms / 1000)} seconds`;
}
