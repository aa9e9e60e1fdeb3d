/** Round robin over lists: the first item of every list, then the second of every list that has one, and so on. */
export function* roundRobin<T>(lists: readonly (readonly T[])[]): Generator<T> {
  let remaining = lists;
  for (let index = 0; remaining.length > 0; index++) {
    remaining = remaining.filter((list) => list.length > index);
    for (const list of remaining) yield list[index] as T;
  }
}

/**
 * Fair queue: a first-in first-out queue for each key, and the keys are served in turn, so that a tenant with many
 * items waits behind its own items only (J. Nagle: On Packet Switches With Infinite Storage, RFC 970, 1985).
 */
export class RoundRobinQueue<T> {
  /** The key that is next stands first. No queue is empty. */
  readonly #queues = new Map<string, Set<T>>();

  /** Adds an item behind the key's other items. An item that waits already keeps its position. */
  add(key: string, item: T): void {
    const queue = this.#queues.get(key);
    if (queue === undefined) this.#queues.set(key, new Set([item]));
    else queue.add(item);
  }

  /** Removes a waiting item; false when it does not wait. */
  delete(key: string, item: T): boolean {
    const queue = this.#queues.get(key);
    const isDeleted = queue?.delete(item) ?? false;
    if (queue?.size === 0) this.#queues.delete(key);
    return isDeleted;
  }

  /** How many items wait. */
  get size(): number {
    return [...this.#queues.values()].reduce((sum, queue) => sum + queue.size, 0);
  }

  /** How many items of the key wait. */
  sizeOf(key: string): number {
    return this.#queues.get(key)?.size ?? 0;
  }

  /**
   * Takes the next item that `accept` agrees to. A key whose item is taken goes behind all other keys; a key whose
   * first item is not accepted keeps its turn.
   */
  take(accept: (item: T, key: string) => boolean): T | undefined {
    for (const [key, queue] of this.#queues) {
      const [item] = queue;
      if (item === undefined || !accept(item, key)) continue;
      this.#queues.delete(key);
      queue.delete(item);
      if (queue.size > 0) this.#queues.set(key, queue);
      return item;
    }
    return undefined;
  }

  /** Every item that waits. */
  items(): readonly T[] {
    return [...this.#queues.values()].flatMap((queue) => [...queue]);
  }

  /** Takes every item that waits. */
  takeAll(): readonly T[] {
    const items = this.items();
    this.#queues.clear();
    return items;
  }
}
