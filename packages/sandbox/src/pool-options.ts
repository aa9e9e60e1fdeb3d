/** How large the pool may become. */
export interface PoolOptions {
  readonly maxRunning: number;
  readonly maxSlots: number;
  readonly warmSlots: number;
  /** Up to so many slots, blocked ones not counted, each integration that is active gets one of its own. */
  readonly ownSlots: number;
  readonly memoryMb: number;
  readonly harden: boolean;
}
