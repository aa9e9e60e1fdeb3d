/** How much everybody has of something, and all of them together. Whoever has nothing takes no memory. */
export class KeyedCounter {
  readonly #amounts = new Map<string, number>();
  #total = 0;

  get total(): number {
    return this.#total;
  }

  /** What one may have of a whole, at the least: as much as everybody else who has something. */
  evenShare(key: string, whole: number): number {
    const others = this.#amounts.size - (this.#amounts.has(key) ? 1 : 0);
    return whole / (others + 1);
  }

  /** How much one has; 0 when nothing is known of it. */
  of(key: string): number {
    return this.#amounts.get(key) ?? 0;
  }

  /** Gives it more, or takes some away. */
  add(key: string, amount: number): void {
    const own = this.of(key) + amount;
    this.#total += amount;
    if (own > 0) this.#amounts.set(key, own);
    else this.#amounts.delete(key);
  }
}
