import type { RunOptions } from '../messages.ts';
import type { Engine, GuestCode } from './engine.ts';
import { WarmIsolate } from './warm-isolate.ts';

/** Decides which isolate runs a script: never one that has run another integration's. */
export class Isolates {
  readonly #engine: Engine;
  readonly #code: GuestCode;
  readonly #memoryMb: number;
  #current: WarmIsolate;

  constructor(engine: Engine, code: GuestCode, memoryMb: number) {
    this.#engine = engine;
    this.#code = code;
    this.#memoryMb = memoryMb;
    this.#current = this.#create();
  }

  /** Gives the integration its own isolate, or an unused one. */
  take(integrationId: string): WarmIsolate {
    const { integrationId: owner } = this.#current;
    if (owner !== undefined && owner !== integrationId) this.replace();
    this.#current.integrationId = integrationId;
    this.#current.runs += 1;
    return this.#current;
  }

  /** The heap of the current isolate, in MB; undefined when the isolate is gone. */
  get heapMb(): number | undefined {
    return this.#current.isDisposed ? undefined : this.#current.heapMb;
  }

  /** After a run: keeps the isolate for its integration only when nothing speaks against it. */
  settle(options: RunOptions, endedNormally: boolean): void {
    const { isDisposed, runs } = this.#current;
    const isGood =
      endedNormally && !isDisposed && options.isolation !== 'isolate' && runs < options.runsPerIsolate;
    if (!isGood || this.#current.heapMb > this.#memoryMb / 2) this.replace();
    else this.#current.renew();
  }

  /** Puts an unused isolate in the place of the current one. */
  replace(): void {
    this.#current.dispose();
    this.#current = this.#create();
  }

  #create(): WarmIsolate {
    return new WarmIsolate(this.#engine, this.#code, this.#memoryMb);
  }
}
