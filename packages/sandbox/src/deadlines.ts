import { GRACE_MS } from './limits.ts';
import type { Limits } from './limits.ts';
import type { ProcessUsage } from './process-gauge.ts';

const POLL_MS = 50;

/** Threads that a slot may have. Node and isolated-vm make a handful. */
const MAX_THREADS = 32;

/** A limit whose passing ends the slot. */
export type PassedLimit = 'wall' | 'cpu' | 'threads';

/** What happens at a deadline. */
export interface DeadlineActions {
  /** The wall time is over; a script that waits can still end by itself. */
  wallOver(): void;
  /** It is over for good. */
  kill(limit: PassedLimit): void;
}

/** Watches one run from outside: wall time by timer, processor time and threads by looking at the process. */
export class Deadlines {
  readonly #readUsage: () => ProcessUsage | undefined;
  readonly #limits: Limits;
  readonly #actions: DeadlineActions;
  readonly #cpuBeforeMs: number;
  readonly #poll: NodeJS.Timeout;
  #wall: NodeJS.Timeout;
  #wallEndsAt: number;
  #wallLeftMs = 0;
  #isWallOver = false;
  #cpuMs = 0;

  /** `cpuBeforeMs` is what the process had used before the run. */
  constructor(
    readUsage: () => ProcessUsage | undefined,
    cpuBeforeMs: number,
    limits: Limits,
    actions: DeadlineActions,
  ) {
    this.#readUsage = readUsage;
    this.#limits = limits;
    this.#actions = actions;
    this.#cpuBeforeMs = cpuBeforeMs;
    this.#wallEndsAt = performance.now() + limits.wallMs;
    this.#wall = setTimeout(() => this.#wallOver(), limits.wallMs);
    this.#poll = setInterval(() => this.#look(), POLL_MS);
  }

  /** The processor time of the run as last seen. */
  get cpuMs(): number {
    return this.#cpuMs;
  }

  /** Stops the wall clock while the run waits through no fault of its script. */
  pause(): void {
    if (this.#isWallOver) return;
    clearTimeout(this.#wall);
    this.#wallLeftMs = Math.max(0, this.#wallEndsAt - performance.now());
  }

  /** Lets the wall clock go on. */
  resume(): void {
    if (this.#isWallOver) return;
    this.#wallEndsAt = performance.now() + this.#wallLeftMs;
    this.#wall = setTimeout(() => this.#wallOver(), this.#wallLeftMs);
  }

  /** Ends the watch. */
  stop(): void {
    clearTimeout(this.#wall);
    clearInterval(this.#poll);
  }

  #wallOver(): void {
    this.#isWallOver = true;
    this.#wall = setTimeout(() => this.#actions.kill('wall'), GRACE_MS);
    this.#actions.wallOver();
  }

  #look(): void {
    const usage = this.#readUsage();
    if (usage === undefined) return;
    this.#cpuMs = Math.max(this.#cpuMs, usage.cpuMs - this.#cpuBeforeMs);
    if (usage.threads > MAX_THREADS) return this.#actions.kill('threads');
    if (this.#cpuMs > this.#limits.cpuMs + GRACE_MS) this.#actions.kill('cpu');
  }
}
