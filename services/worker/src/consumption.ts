import { repeat } from '@upshot/runtime/repeat';
import { withTimeout } from '@upshot/runtime/with-timeout';

/** What proves that a worker consumes, or why nothing does. */
interface ConsumptionState {
  readonly isProven: boolean;
  /** How long ago the last proof was. */
  readonly provenMsAgo: number;
  /** Why there is no newer proof; undefined where there was one at the last check. */
  readonly reason?: string | undefined;
}

/** Watches whether a worker consumes. A proof is a claim of a lane, or a ledger in which no work is unclaimed. */
export interface Consumption extends AsyncDisposable {
  /** Notes that the worker has claimed a lane. */
  readonly noteClaim: () => void;
  state(): ConsumptionState;
}

export interface ConsumptionOptions {
  /** How long the worker may go on without a proof. */
  readonly limitMs: number;
  /** Whether work has been due for so long without a claim of its lane. */
  readonly hasUnclaimedWork: (forMs: number) => Promise<boolean>;
  readonly onStalled: (reason: string, provenMsAgo: number) => void;
  readonly onResumed: () => void;
}

/**
 * Creates the watch of one worker. Work counts as unclaimed after half of the limit, and the worker as stalled after
 * the other half. A ledger that does not answer proves nothing.
 */
export function watchConsumption(options: ConsumptionOptions): Consumption {
  const { limitMs, hasUnclaimedWork, onStalled, onResumed } = options;
  const halfMs = limitMs / 2;
  const checkMs = limitMs / 8;
  let provenAt = performance.now();
  let reason: string | undefined;
  let isStalled = false;
  const prove = () => {
    provenAt = performance.now();
    reason = undefined;
    if (isStalled) onResumed();
    isStalled = false;
  };
  const provenMsAgo = () => performance.now() - provenAt;
  const check = async () => {
    if (provenMsAgo() < checkMs) return;
    const missing = await findMissing(() => withTimeout(hasUnclaimedWork(halfMs), checkMs));
    if (missing === undefined) return prove();
    reason = missing;
    if (isStalled || provenMsAgo() <= halfMs) return;
    isStalled = true;
    onStalled(missing, provenMsAgo());
  };
  const checks = repeat(check, checkMs);
  return {
    noteClaim: prove,
    state: () => ({ isProven: provenMsAgo() <= halfMs + checkMs, provenMsAgo: provenMsAgo(), reason }),
    [Symbol.asyncDispose]: () => checks[Symbol.asyncDispose](),
  };
}

async function findMissing(hasUnclaimedWork: () => Promise<boolean>): Promise<string | undefined> {
  try {
    return (await hasUnclaimedWork()) ? 'work is due, and this worker claims none' : undefined;
  } catch {
    return 'the ledger does not say whether work is due';
  }
}
