/** Counts an amount for each key, and the total. Keys with the amount 0 take no memory. */
export class KeyedCounter {
  readonly #amounts = new Map<string, number>();
  #total = 0;

  get total(): number {
    return this.#total;
  }

  /** The key's even share of a whole, among it and all other keys with an amount. */
  evenShare(key: string, whole: number): number {
    const others = this.#amounts.size - (this.#amounts.has(key) ? 1 : 0);
    return whole / (others + 1);
  }

  /** The key's amount; 0 for an unknown key. */
  of(key: string): number {
    return this.#amounts.get(key) ?? 0;
  }

  /** Changes the key's amount. */
  add(key: string, amount: number): void {
    const changed = this.of(key) + amount;
    this.#total += amount;
    if (changed > 0) this.#amounts.set(key, changed);
    else this.#amounts.delete(key);
  }
}
