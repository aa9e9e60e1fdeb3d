import type { RunRequest } from './run-request.ts';
import type { Slot } from './slot.ts';

/** A run that comes back from a host call. */
export interface Returning {
  readonly slot: Slot;
  readonly enter: () => void;
}

/** The project of a run that waits for its turn. */
export function projectOf(candidate: Returning | RunRequest): string {
  return 'slot' in candidate ? (candidate.slot.projectId ?? '') : candidate.input.script.projectId;
}
