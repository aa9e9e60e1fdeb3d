import type { SlotState } from './slot.ts';

/** How many slots were started so far, and how many ended: while they started, while idle, or with a run in them. */
export interface SlotCounts {
  readonly started: number;
  readonly ended: Readonly<Record<'starting' | 'idle' | 'running', number>>;
}

/** Counts the slots of one pool. */
export class SlotCounter {
  #started = 0;
  readonly #ended = { starting: 0, idle: 0, running: 0 };

  noteStart(): void {
    this.#started++;
  }

  noteEnd(state: SlotState, hadRun: boolean): void {
    this.#ended[state === 'starting' ? state : hadRun ? 'running' : 'idle']++;
  }

  read(): SlotCounts {
    return { started: this.#started, ended: { ...this.#ended } };
  }
}
