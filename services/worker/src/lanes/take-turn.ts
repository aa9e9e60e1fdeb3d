import type { Database } from '@upshot/ledger/connect';
import { integrationOfLane, laneId, numberOfLane } from '@upshot/shared/lane';
import { attemptRun, type AttemptTools } from '../runs/attempt-run.ts';
import { StorageView } from '../executors/script/storage-view.ts';
import type { EndpointWatch } from '../executors/webhook/endpoint-watch.ts';
import type { DeliveryResult } from '../model/delivery-result.ts';
import type { Alarm } from './alarm.ts';
import type { Breaker, Permit } from './breaker.ts';
import { moveRuns } from '@upshot/ledger/lanes/move-runs';
import { claimLane, type LaneLease } from '@upshot/ledger/lanes/lease';
import { readDueRuns, type DueRun, type Portion } from '@upshot/ledger/runs/due';
import type { CurrentIntegration } from '../executors/executors.ts';
import type { IntegrationReader } from './read-integration.ts';
import type { LaneSharing } from './sharing.ts';
import type { FairSemaphore } from '@upshot/fairness/fair-semaphore';
import type { ProjectReader } from './read-project.ts';

export interface TurnTools extends AttemptTools {
  readonly database: Database;
  readonly integrations: IntegrationReader;
  readonly projects: ProjectReader;
  readonly sharing: LaneSharing;
  readonly portion: Portion;
  readonly turnMs: number;
  /** Says that the lane has work. */
  readonly wake: (lane: string) => Promise<void>;
  readonly alarm: Alarm;
  readonly deliveries: FairSemaphore;
  readonly breaker: Breaker;
  readonly endpoints: EndpointWatch;
}

/** How many runs may be done and not yet settled. */
const MAX_UNSETTLED = 32;

/**
 * Takes one turn on a lane: claims it, does its due runs one after the other, settles each, and looks for more until the
 * turn is over. A lane whose project has its share of the worker's lanes already is left for later.
 * A run that touched nothing outside does not wait for its predecessor's settlement to be durable; settlements are
 * written in order, and if one is refused the later ones of this epoch are refused, too.
 */
export async function takeTurn(tools: TurnTools, lane: string, draining: AbortSignal): Promise<void> {
  const endsAt = performance.now() + tools.turnMs;
  const isOver = () => draining.aborted || performance.now() > endsAt;
  const projectId = await tools.projects.read(integrationOfLane(lane));
  using permit = tools.sharing.enter(lane, projectId ?? 'none');
  if (permit === undefined) return;
  const lease = await claimLane(tools.database, lane, tools.worker);
  if (tools.breaker.isResting(lane)) return;
  const storage = new StorageView(tools.database, integrationOfLane(lane));
  let left = tools.portion.runs;
  for (;;) {
    const runs = await readDueRuns(tools.database, lane, { ...tools.portion, runs: left });
    if (runs.length === 0) return;
    const done = await workThrough(tools, lease, runs, storage, isOver);
    if (done === 'fenced') return tools.events.laneFenced(lane);
    if (done === 'busy') return;
    left -= done;
    if (left <= 0 || isOver()) return await permit.requeue();
  }
}

/** Does the runs in their order, and returns how many were done when they are settled. */
async function workThrough(
  tools: TurnTools,
  lease: LaneLease,
  runs: readonly DueRun[],
  storage: StorageView,
  isOver: () => boolean,
): Promise<number | 'fenced' | 'busy'> {
  const settling = new Settling();
  let done = 0;
  for (const run of runs) {
    if (done > 0 && isOver()) break;
    const integration = await tools.integrations.read(
      run.integrationId,
      run.projectRevision,
      run.scriptVersion,
    );
    if (integration !== undefined && numberOfLane(lease.lane) >= integration.concurrency) {
      if ((await settling.all()) === 'fenced') return 'fenced';
      await moveToFirstLane(tools, lease.lane);
      return 'busy';
    }
    using permit = acquirePermit(tools, lease.lane, run, integration);
    if (permit === undefined) return (await settling.all()) === 'fenced' ? 'fenced' : 'busy';
    const attempted = await attemptRun(tools, lease, integration, run, storage);
    if (attempted === 'aborted') break;
    if (attempted === 'fenced') return 'fenced';
    const { delivery } = attempted;
    if (delivery !== undefined) permit.note(delivery);
    done++;
    settling.add(attempted.settled);
    const { retryAfterMs } = attempted;
    if (retryAfterMs === 0) break;
    if (retryAfterMs !== undefined) tools.alarm.set(lease.lane, retryAfterMs);
    const isFull = settling.size >= MAX_UNSETTLED || tools.settler.isFull;
    const mustWait = attempted.mustSettleFirst || isFull;
    if (mustWait && (await settling.all()) === 'fenced') return 'fenced';
    if (await isPausedBy(tools, integration, delivery)) return 'busy';
  }
  return (await settling.all()) === 'fenced' ? 'fenced' : done;
}

/** A lane that its integration has no more, because its concurrency was lowered: what is left goes on in the first. */
async function moveToFirstLane({ database, wake }: TurnTools, lane: string): Promise<void> {
  const first = laneId(integrationOfLane(lane), 0);
  await moveRuns(database, lane, first);
  await wake(first);
}

/** How long a lane waits when its receiver, or receivers in all, keep enough deliveries waiting already. */
const BUSY_MS = 500;

const noPermitNeeded: Permit = { note: () => undefined, [Symbol.dispose]: () => undefined };

/**
 * Webhooks wait for strangers: only so many lanes may, so that there are always some for others, and none whose receiver is
 * down. A lane that has no leave is woken later.
 */
function acquirePermit(
  { executors, deliveries, breaker, alarm }: TurnTools,
  lane: string,
  run: DueRun,
  integration: CurrentIntegration | undefined,
): Permit | undefined {
  if (integration === undefined || !executors[integration.type].needsDeliveryPermit) return noPermitNeeded;
  const delivery = deliveries.tryAcquire(run);
  if (delivery === undefined) {
    alarm.set(lane, BUSY_MS);
    return undefined;
  }
  const circuit = breaker.enter(lane);
  if (circuit === undefined) {
    delivery[Symbol.dispose]();
    return undefined;
  }
  return {
    note: (result) => circuit.note(result),
    [Symbol.dispose]() {
      circuit[Symbol.dispose]();
      delivery[Symbol.dispose]();
    },
  };
}

/** Whether the integration was paused because of how its receiver met a delivery that is settled by now. */
async function isPausedBy(
  { executors, endpoints }: TurnTools,
  integration: CurrentIntegration | undefined,
  delivery: DeliveryResult | undefined,
): Promise<boolean> {
  if (integration === undefined || delivery === undefined) return false;
  if (!executors[integration.type].pausesFailingEndpoints) return false;
  return await endpoints.note(integration, delivery);
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
