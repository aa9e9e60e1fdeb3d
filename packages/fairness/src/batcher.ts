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
  /** How much the items of a batch may weigh together (bytes, say), by how many owners wait; one item always goes. */
  readonly maxWeight?: number | ((owners: number) => number);
  readonly weigh?: (item: In) => number;
  /** Whose an item is: a batch takes from every owner in turn, from each in order. Without it, all items have one owner. */
  readonly ownerOf?: (item: In) => string;
  /** Tells of a batch that failed whether its halves may succeed: they are then tried one after the other. */
  readonly isTooMuch?: (cause: unknown) => boolean;
}

/** An item that was given to a batcher. */
export interface Ticket<Out> {
  /** Its result, when its batch has been carried out. */
  readonly result: Promise<Out>;
  /** Takes the item back, whose result is then rejected. False when its batch is under way, or over. */
  withdraw(): boolean;
}

/**
 * Group commit: whatever arrives while one batch is under way forms the next. Nothing ever waits for company, and what
 * one owner has is carried out in the order of its arrival.
 */
export class Batcher<In, Out> {
  readonly #options: BatcherOptions<In, Out>;
  /** Not a Set, whose discarded tables keep alive, until all garbage is looked at, whatever has waited since. */
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

  /** Resolves when nothing waits or is under way. */
  async idle(): Promise<void> {
    while (this.#running !== undefined) await this.#running;
  }

  #withdraw(waiting: Waiting<In, Out>): boolean {
    const place = this.#waiting.indexOf(waiting);
    if (place === -1) return false;
    this.#waiting.splice(place, 1);
    waiting.reject(new Error('withdrawn before its batch began'));
    return true;
  }

  async #run(): Promise<void> {
    await Promise.resolve();
    while (this.#waiting.length > 0) await this.#flush(this.#takeBatch());
    this.#running = undefined;
  }

  #takeBatch(): readonly Waiting<In, Out>[] {
    const { maxItems, maxWeight = Number.POSITIVE_INFINITY } = this.#options;
    const byOwner = this.#waitingByOwner();
    const most = typeof maxWeight === 'number' ? maxWeight : maxWeight(byOwner.length);
    const batch: Waiting<In, Out>[] = [];
    let weight = 0;
    for (const waiting of takeTurns(byOwner)) {
      weight += waiting.weight;
      if (batch.length > 0 && (batch.length === maxItems || weight > most)) break;
      batch.push(waiting);
    }
    const taken = new Set(batch);
    this.#waiting = this.#waiting.filter((waiting) => !taken.has(waiting));
    return batch;
  }

  #waitingByOwner(): readonly (readonly Waiting<In, Out>[])[] {
    const { ownerOf } = this.#options;
    if (ownerOf === undefined) return [this.#waiting];
    return [...Map.groupBy(this.#waiting, ({ item }) => ownerOf(item)).values()];
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

/** The first of every list, then the second of every list that has one, and so on. */
function* takeTurns<T>(lists: readonly (readonly T[])[]): Generator<T> {
  let left = lists;
  for (let place = 0; left.length > 0; place++) {
    left = left.filter((list) => list.length > place);
    for (const list of left) yield list[place] as T;
  }
}
