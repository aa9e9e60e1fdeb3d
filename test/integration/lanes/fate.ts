/** A failure of a worker in the middle of a turn, and the step at which it happens. */
export interface Fate {
  readonly how: 'dies' | 'freezes';
  readonly atStep: number;
}

/**
 * The worker of one turn, which passes every step at which the turn meets the ledger. A dead one does nothing any more;
 * a frozen one does nothing until it is thawed.
 */
export class Mortal {
  readonly #fate: Fate | undefined;
  readonly #frozen = Promise.withResolvers<void>();
  readonly #thawed = Promise.withResolvers<void>();
  #steps = 0;
  #isDead = false;

  constructor(fate: Fate | undefined) {
    this.#fate = fate;
  }

  /** Resolves when the worker freezes. */
  get frozen(): Promise<void> {
    return this.#frozen.promise;
  }

  /** It will not finish anything that it began. */
  get isDead(): boolean {
    return this.#isDead;
  }

  thaw(): void {
    this.#thawed.resolve();
  }

  async step(): Promise<void> {
    if (this.#fate === undefined || this.#steps++ < this.#fate.atStep) return;
    if (this.#fate.how === 'dies') {
      this.#isDead = true;
      throw new Error('the worker is dead');
    }
    this.#frozen.resolve();
    await this.#thawed.promise;
  }

  /** Lets the action happen between two steps. */
  async around<T>(action: () => Promise<T>): Promise<T> {
    await this.step();
    const result = await action();
    await this.step();
    return result;
  }
}
