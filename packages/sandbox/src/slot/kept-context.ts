import type ivm from 'isolated-vm';
import type { BridgeHolder } from './bridge.ts';

/** The check of a frozen realm looks at a hundred names; more time means that something is wrong. */
const CHECK_MS = 100;

type Start = (body?: unknown) => void;

/** What a kept context consists of. */
export interface KeptParts {
  readonly context: ivm.Context;
  readonly start: ivm.Reference<Start>;
  /** Removes what a script has added, and says whether the realm is as it was. */
  readonly check: ivm.Reference<() => boolean>;
  readonly holder: BridgeHolder;
  readonly hasUnderscore: boolean;
}

/** A context with frozen built-ins that serves one run of its integration after the other. */
export class KeptContext {
  readonly parts: KeptParts;
  #isUsed = false;

  constructor(parts: KeptParts) {
    this.parts = parts;
  }

  /** Marks it as used by one more run; says whether it had been used before. */
  use(): boolean {
    const wasUsed = this.#isUsed;
    this.#isUsed = true;
    return wasUsed;
  }

  /** Makes the context as new; says whether that is certain. */
  renew(): boolean {
    const timeout = { __proto__: null, timeout: CHECK_MS } as ivm.RunOptions;
    try {
      if (!this.parts.check.applySync(undefined, [], timeout)) return false;
      this.parts.start.applySync(undefined, [], timeout);
      return true;
    } catch {
      return false;
    }
  }

  /** Lets go of the context. */
  release(): void {
    const { check, start, context } = this.parts;
    check.release();
    start.release();
    context.release();
  }
}
