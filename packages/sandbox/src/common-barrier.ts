import type { Barrier } from './slot/barrier/barrier.ts';

/** The barrier that all slots of a pool have: that of the first one to be ready. */
export class CommonBarrier {
  readonly #settling = Promise.withResolvers<Barrier>();
  #first: Barrier | undefined;

  constructor() {
    this.#settling.promise.catch(() => undefined);
  }

  /** Settles with the first slot: with its barrier, or with the reason why it cannot be started. */
  get promise(): Promise<Barrier> {
    return this.#settling.promise;
  }

  /** Whether a slot with this barrier may run scripts: all are started alike, so one with less is not trusted. */
  accepts(barrier: Barrier): boolean {
    this.#first ??= barrier;
    this.#settling.resolve(barrier);
    return barrier.seccomp === this.#first.seccomp && barrier.landlock === this.#first.landlock;
  }

  /** Tells that a slot cannot be started. */
  fail(fault: Error): void {
    this.#settling.reject(fault);
  }
}
