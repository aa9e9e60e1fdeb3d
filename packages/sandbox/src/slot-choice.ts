import type { RunRequest } from './run-request.ts';
import type { Slot } from './slot.ts';

/** Finds an idle slot that may run a script: its integration's, else an unused one, else its owner's longest idle. */
export function findSlot(slots: Iterable<Slot>, { input, limits, owner }: RunRequest): Slot | undefined {
  const { integrationId } = input.script;
  const fitting = byIdleTime(slots).filter((slot) => slot.memoryMb === limits.memoryMb);
  const own = fitting.filter((slot) => slot.owner === owner);
  const itsOwn = own.find((slot) => slot.integrationId === integrationId);
  return itsOwn ?? fitting.find((slot) => slot.owner === undefined) ?? own[0];
}

/** Finds the slot to end in favour of a new one: the longest idle, but not an unused one of the same kind. */
export function findVictim(slots: Iterable<Slot>, memoryMb: number): Slot | undefined {
  return byIdleTime(slots).find((slot) => slot.owner !== undefined || slot.memoryMb !== memoryMb);
}

/** Finds a slot that has been idle for longer than `idleMs`; `keepsUnused` spares the one that has run nothing yet. */
export function findSpare(slots: Iterable<Slot>, idleMs: number, keepsUnused: boolean): Slot | undefined {
  const since = performance.now() - idleMs;
  return byIdleTime(slots).find(
    (slot) => slot.idleSince < since && !(keepsUnused && slot.owner === undefined),
  );
}

/** Whether a slot is free for a run. */
function isIdle(slot: Slot): boolean {
  return slot.state === 'idle' && !slot.isReserved;
}

/** Slots whose script does not wait for a slow host function. */
export function countUnblocked(slots: Iterable<Slot>): number {
  let count = 0;
  for (const { state } of slots) if (state !== 'blocked') count += 1;
  return count;
}

/** Slots that have run nothing yet, those that are starting included. */
export function countUnused(slots: Iterable<Slot>): number {
  let count = 0;
  for (const { state, owner } of slots) {
    if (owner === undefined && state !== 'ending') count += 1;
  }
  return count;
}

function byIdleTime(slots: Iterable<Slot>): Slot[] {
  return [...slots].filter(isIdle).toSorted((a, b) => a.idleSince - b.idleSince);
}
