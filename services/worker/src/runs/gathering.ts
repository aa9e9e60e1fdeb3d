/** A batch that has so many operations is not made to wait for more. */
const ENOUGH = 16;
/** The longest wait for operations that are about to come. */
const MAX_WAIT_MS = 10;

/**
 * Decides how long operations wait for others to share their transaction: as long as runs are under way that are about
 * to settle, until there are enough, or for a few milliseconds. So the operation of a run that is alone never waits,
 * nor does one that its run waits for.
 */
export class Gathering {
  #coming = 0;
  #gathered = 0;
  #isUrgent = false;
  #release: (() => void) | undefined;

  /** Announces operations, until disposed. */
  expect(): Disposable {
    this.#coming += 1;
    let isOver = false;
    return {
      [Symbol.dispose]: () => {
        if (isOver) return;
        isOver = true;
        this.#coming -= 1;
        this.#releaseWhenDone();
      },
    };
  }

  /** Notes an operation that waits; with an urgent one, none waits any longer. */
  add(isUrgent: boolean): void {
    this.#gathered += 1;
    this.#isUrgent ||= isUrgent;
    this.#releaseWhenDone();
  }

  /** Resolves when the operations that wait are to be written. */
  async wait(): Promise<void> {
    if (!this.#isDone) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#release = resolve;
      const timer = setTimeout(resolve, MAX_WAIT_MS);
      await promise;
      clearTimeout(timer);
      this.#release = undefined;
    }
    this.#gathered = 0;
    this.#isUrgent = false;
  }

  get #isDone(): boolean {
    return this.#coming === 0 || this.#isUrgent || this.#gathered >= ENOUGH;
  }

  #releaseWhenDone(): void {
    if (this.#isDone) this.#release?.();
  }
}
