import type { LaneJob } from '@upshot/runtime/queue';
import type { Job, Worker } from 'bullmq';
import type { Settler } from '../../../services/worker/src/runs/settler.ts';
import { laneId } from '@upshot/shared/lane';
import type { Mortal } from './fate.ts';
import type { Ledger } from './ledger.ts';

/**
 * The integrations of a world, by their place: a script with one lane, a script with several, a webhook with several.
 */
export const integrationNames = ['counter', 'shared', 'hook'] as const;

/** What an activity makes the script and the webhook's receiver do. */
export interface Plan {
  readonly script: 'count' | 'throw' | 'fetch';
  readonly crashes: number;
  readonly refusals: number;
}

/** A turn that a worker has begun. */
export interface Turn {
  readonly name: string;
  readonly lane: string;
  readonly mortal: Mortal;
  readonly settler: Settler;
  readonly result: Promise<unknown>;
  readonly job: { readonly job: Job<LaneJob>; readonly token: string } | undefined;
}

/** A turn whose worker is frozen. */
export interface FrozenTurn extends Turn {
  readonly epoch: number | undefined;
}

/** A lane by its integration and its number, or whichever the queue offers. */
export interface Lane {
  readonly integration: number;
  readonly number: number;
  readonly isOffered: boolean;
}

/** Take jobs from the queue: those of the doomed are taken for dead soon. */
export interface Takers {
  readonly healthy: Worker<LaneJob>;
  readonly doomed: Worker<LaneJob>;
}

/** A lane of the integration where something is pending; its lane of this number when nothing is. */
export function findLane({ pending }: Ledger, integration: string, number: number): string {
  const waiting = pending.filter((run) => run.integration === integration).map(({ lane }) => lane);
  const lanes = [...new Set(waiting)].toSorted();
  return lanes[number % Math.max(lanes.length, 1)] ?? laneId(integration, number);
}

/** Counts, keeps what it saw, and does what the activity asks for. */
export function scriptFor(receiverUrl: string, version: number): string {
  return `
    var storage = require('storage');
    storage.set('n', (storage.get('n') || 0) + 1);
    storage.set('version', ${version});
    if (activity.script === 'fetch') fetch('${receiverUrl}/script', { method: 'POST', body: JSON.stringify(activity) });
    if (activity.script === 'throw') throw 'as planned';`;
}

/** Throws, with the answer, unless it has the status. */
export function expectStatus(
  answer: { readonly status: number; readonly text: string },
  status: number,
): void {
  if (answer.status !== status) throw new Error(`answered with ${answer.status}: ${answer.text}`);
}
