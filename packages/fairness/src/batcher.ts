import { roundRobin } from './round-robin.ts';

interface Waiting<In, Out> {
  readonly item: In;
  readonly weight: number;
  readonly resolve: (result: Out) => void;
  readonly reject: (cause: unknown) => void;
}

export interface BatcherOptions<In, Out> {
  /** Carries out a batch. Returns a result for each item, in order; a rejection rejects every item. */
  readonly flush: (items: readonly In[]) => Promise<readonly Out[]>;
  readonly maxItems: number;
  /** The largest weight of a batch (in bytes, say), by the number of waiting tenants. One item is always taken. */
  readonly maxWeight?: number | ((tenants: number) => number);
  readonly weigh?: (item: In) => number;
  /** The tenant of an item: a batch takes items of all tenants by round robin. One tenant when left out. */
  readonly tenantOf?: (item: In) => string;
  /** What to wait for before the next batch is taken; items that arrive meanwhile join it. */
  readonly gather?: () => Promise<void>;
  /** Whether the halves of a batch that failed may succeed: they are then tried one after the other. */
  readonly isTooMuch?: (cause: unknown) => boolean;
}

/** An item in a batcher. */
export interface Ticket<Out> {
  /** The item's result, once its batch has been carried out. */
  readonly result: Promise<Out>;
  /** Withdraws the item and rejects its result. False when its batch has begun. */
  withdraw(): boolean;
}

/**
 * Group commit: the items that arrive during one batch form the next batch. No item waits for a batch to fill up
 * (unless `gather` makes it), and the items of one tenant are carried out in their order.
 */
export class Batcher<In, Out> {
  readonly #options: BatcherOptions<In, Out>;
  /** Not a Set: V8 keeps a Set's discarded tables, and all items in them, alive until a full garbage collection. */
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
    return this.submit(item).result;
  }

  /** Adds an item that can be withdrawn as long as it waits. */
  submit(item: In): Ticket<Out> {
    const weight = this.#options.weigh?.(item) ?? 0;
    const { promise: result, resolve, reject } = Promise.withResolvers<Out>();
    const waiting = { item, weight, resolve, reject };
    this.#waiting.push(waiting);
    this.#running ??= this.#run();
    return { result, withdraw: () => this.#withdraw(waiting) };
  }

  /** Resolves when no item waits and no batch is under way. */
  async idle(): Promise<void> {
    while (this.#running !== undefined) await this.#running;
  }

  #withdraw(waiting: Waiting<In, Out>): boolean {
    const index = this.#waiting.indexOf(waiting);
    if (index === -1) return false;
    this.#waiting.splice(index, 1);
    waiting.reject(new Error('withdrawn before its batch began'));
    return true;
  }

  async #run(): Promise<void> {
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      await this.#options.gather?.();
      await this.#flush(this.#takeBatch());
    }
    this.#running = undefined;
  }

  #takeBatch(): readonly Waiting<In, Out>[] {
    const { maxItems, maxWeight = Number.POSITIVE_INFINITY } = this.#options;
    const byTenant = this.#groupByTenant();
    const limit = typeof maxWeight === 'number' ? maxWeight : maxWeight(byTenant.length);
    const batch: Waiting<In, Out>[] = [];
    let weight = 0;
    for (const waiting of roundRobin(byTenant)) {
      weight += waiting.weight;
      if (batch.length > 0 && (batch.length === maxItems || weight > limit)) break;
      batch.push(waiting);
    }
    const taken = new Set(batch);
    this.#waiting = this.#waiting.filter((waiting) => !taken.has(waiting));
    return batch;
  }

  #groupByTenant(): readonly (readonly Waiting<In, Out>[])[] {
    const { tenantOf } = this.#options;
    if (tenantOf === undefined) return [this.#waiting];
    return [...Map.groupBy(this.#waiting, ({ item }) => tenantOf(item)).values()];
  }

  async #flush(batch: readonly Waiting<In, Out>[]): Promise<void> {
    try {
      const results = await this.#options.flush(batch.map(({ item }) => item));
      for (const [index, waiting] of batch.entries()) waiting.resolve(results[index] as Out);
    } catch (cause) {
      if (batch.length > 1 && this.#options.isTooMuch?.(cause) === true) {
        const half = Math.ceil(batch.length / 2);
        await this.#flush(batch.slice(0, half));
        await this.#flush(batch.slice(half));
      } else {
        for (const waiting of batch) waiting.reject(cause);
      }
    }
  }
}
