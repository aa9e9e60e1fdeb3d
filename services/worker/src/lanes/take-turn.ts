import type { Database } from '@upshot/shared/database/connect';
import { integrationOfLane } from '@upshot/shared/run';
import type { KeyRing } from '@upshot/shared/secrets/seal';
import { attemptRun, type AttemptTools } from '../runs/attempt-run.ts';
import { StorageView } from '../script/storage-view.ts';
import type { Alarm } from './alarm.ts';
import { claimLane, readDueRuns, type DueRun, type LaneHold, type Portion } from './claim-lane.ts';
import { readIntegration } from './read-integration.ts';

export interface TurnTools extends AttemptTools {
  readonly database: Database;
  readonly ring: KeyRing;
  readonly portion: Portion;
  readonly turnMs: number;
  /** Says that the lane has more work: it goes to the back of the queue. */
  readonly wake: (lane: string) => Promise<void>;
  readonly alarm: Alarm;
}

/** How many runs may be done and not yet settled. */
const MAX_UNSETTLED = 32;

/**
 * Takes one turn on a lane: claims it, does its due runs one after the other, settles each.
 * A run that touched nothing outside does not wait for its predecessor's settlement to be durable; settlements are
 * written in order, and if one is refused the later ones of this epoch are refused, too.
 */
export async function takeTurn(tools: TurnTools, lane: string, draining: AbortSignal): Promise<void> {
  const endsAt = performance.now() + tools.turnMs;
  const hold = await claimLane(tools.database, lane, tools.worker);
  const runs = await readDueRuns(tools.database, lane, tools.portion);
  if (runs.length === 0) return;
  const done = await workThrough(tools, hold, runs, () => draining.aborted || performance.now() > endsAt);
  if (done === 'fenced') tools.events.laneFenced(lane);
  else if (done < runs.length || runs.length >= tools.portion.runs || isCutByBytes(tools.portion, runs))
    await tools.wake(lane);
}

function isCutByBytes({ bytes }: Portion, runs: readonly DueRun[]): boolean {
  return runs.reduce((sum, { body }) => sum + (body?.length ?? 0), 0) >= bytes / 4;
}

async function workThrough(
  tools: TurnTools,
  hold: LaneHold,
  runs: readonly DueRun[],
  isOver: () => boolean,
): Promise<number | 'fenced'> {
  const integrationId = integrationOfLane(hold.lane);
  const integration = await readIntegration(tools.database, integrationId, tools.ring);
  const storage = new StorageView(tools.database, integrationId);
  const settling = new Settling();
  let done = 0;
  for (const run of runs) {
    if (done > 0 && isOver()) break;
    const attempted = await attemptRun(tools, hold, integration, run, storage);
    if (attempted === 'aborted') break;
    if (attempted === 'fenced') return 'fenced';
    settling.add(attempted.settled);
    if (attempted.retryAt instanceof Date) tools.alarm.set(hold.lane, attempted.retryAt);
    if (attempted.retryAt === 'at once') break;
    done++;
    const mustWait = attempted.mustSettleFirst || settling.size >= MAX_UNSETTLED;
    if (mustWait && (await settling.all()) === 'fenced') return 'fenced';
  }
  return (await settling.all()) === 'fenced' ? 'fenced' : done;
}

/** The settlements of a turn that are still being written. */
class Settling {
  #written: Promise<'written' | 'fenced'>[] = [];

  get size(): number {
    return this.#written.length;
  }

  add(written: Promise<'written' | 'fenced'>): void {
    written.catch(() => undefined);
    this.#written.push(written);
  }

  async all(): Promise<'written' | 'fenced'> {
    const written = await Promise.all(this.#written);
    this.#written = [];
    return written.includes('fenced') ? 'fenced' : 'written';
  }
}
