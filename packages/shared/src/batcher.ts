interface Waiting<In, Out> {
  readonly item: In;
  readonly weight: number;
  readonly resolve: (result: Out) => void;
  readonly reject: (cause: unknown) => void;
}

export interface BatcherOptions<In, Out> {
  /** Carries out a batch, in order. Its results stand in the order of the items; a rejection rejects every item. */
  readonly flush: (items: readonly In[]) => Promise<readonly Out[]>;
  readonly maxItems: number;
  /** How much the items of a batch may weigh together (bytes, say); one item always goes. */
  readonly maxWeight?: number;
  readonly weigh?: (item: In) => number;
}

/**
 * Group commit: whatever arrives while one batch is under way forms the next. Nothing ever waits for company, and the
 * order of arrival is the order of batches.
 */
export class Batcher<In, Out> {
  readonly #options: BatcherOptions<In, Out>;
  #waiting: Waiting<In, Out>[] = [];
  #running: Promise<void> | undefined;

  constructor(options: BatcherOptions<In, Out>) {
    this.#options = options;
  }

  /** How many items wait for the next batch. */
  get backlog(): number {
    return this.#waiting.length;
  }

  /** Adds an item; resolves with its result when its batch has been carried out. */
  add(item: In): Promise<Out> {
    const weight = this.#options.weigh?.(item) ?? 0;
    const result = new Promise<Out>((resolve, reject) => {
      this.#waiting.push({ item, weight, resolve, reject });
    });
    this.#running ??= this.#run();
    return result;
  }

  /** Resolves when nothing waits or is under way. */
  async idle(): Promise<void> {
    while (this.#running !== undefined) await this.#running;
  }

  async #run(): Promise<void> {
    await Promise.resolve();
    while (this.#waiting.length > 0) await this.#flush(this.#takeBatch());
    this.#running = undefined;
  }

  #takeBatch(): readonly Waiting<In, Out>[] {
    const { maxItems, maxWeight = Number.POSITIVE_INFINITY } = this.#options;
    let weight = 0;
    let size = 0;
    for (const waiting of this.#waiting) {
      weight += waiting.weight;
      if (size > 0 && (size === maxItems || weight > maxWeight)) break;
      size++;
    }
    return this.#waiting.splice(0, size);
  }

  async #flush(batch: readonly Waiting<In, Out>[]): Promise<void> {
    try {
      const results = await this.#options.flush(batch.map(({ item }) => item));
      for (const [index, waiting] of batch.entries()) waiting.resolve(results[index] as Out);
    } catch (cause) {
      for (const waiting of batch) waiting.reject(cause);
    }
  }
}
