import type { VisibleError } from './host.ts';
import type { CallLimits } from './limits.ts';

const REFUSALS: { readonly [K in keyof CallLimits]: (limit: number) => VisibleError } = {
  fetches: (limit) => ({ name: 'Error', message: `fetch failed: a run may make ${limit} requests` }),
  storageCalls: (limit) => ({ name: 'RangeError', message: `storage: a run may make ${limit} calls` }),
  otherCalls: (limit) => ({ name: 'RangeError', message: `a run may make ${limit} calls` }),
};

/** Counts the host calls of one run by kind. */
export class CallBudget {
  readonly #limits: CallLimits;
  readonly #used: Record<keyof CallLimits, number> = { fetches: 0, storageCalls: 0, otherCalls: 0 };

  constructor(limits: CallLimits) {
    this.#limits = limits;
  }

  /** How many calls of a kind were made. */
  used(kind: keyof CallLimits): number {
    return this.#used[kind];
  }

  /** Counts a call; gives the refusal, and counts nothing, when there are none left of its kind. */
  spend(kind: keyof CallLimits): VisibleError | undefined {
    const limit = this.#limits[kind];
    if (this.#used[kind] >= limit) return REFUSALS[kind](limit);
    this.#used[kind] += 1;
    return undefined;
  }
}
