import { canTakeOne } from '@upshot/fairness/dynamic-threshold';
import { KeyedCounter } from '@upshot/fairness/keyed-counter';
import type { Slot } from './slot.ts';

/** How much of a pool each project uses at this moment. */
export interface SlotUsage {
  /** Slots that compute, or are reserved for a run that is about to come. */
  readonly running: number;
  /** The same for one project. */
  runningOf(projectId: string | undefined): number;
  /** Whether the project may have one more script under way, scripts that wait for a host function included. */
  canStartOne(projectId: string, maxSlots: number): boolean;
}

/** Counts slots by project. */
export function countSlotUsage(slots: Iterable<Slot>): SlotUsage {
  const running = new KeyedCounter();
  const used = new KeyedCounter();
  for (const { state, isReserved, projectId = '' } of slots) {
    const isRunning = state === 'running' || isReserved;
    if (isRunning) running.add(projectId, 1);
    if (isRunning || state === 'blocked') used.add(projectId, 1);
  }
  return {
    running: running.total,
    runningOf: (projectId = '') => running.of(projectId),
    canStartOne: (projectId, maxSlots) => canTakeOne(used, projectId, maxSlots),
  };
}
