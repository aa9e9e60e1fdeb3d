import { Problem } from '@upshot/shared/problem';
import { withTimeout } from '@upshot/runtime/with-timeout';

const TIMEOUT_MS = 800;

/**
 * Waits for an answer of the ledger, for less than a second. Throws the problem `ledger_unavailable` when none comes.
 */
export async function answerInTime<T>(answer: Promise<T>): Promise<T> {
  return await withTimeout(answer, TIMEOUT_MS, () => ledgerUnavailable());
}

/** The problem `ledger_unavailable`, with `retry-after`. */
export function ledgerUnavailable(cause?: unknown): Problem {
  const detail = 'The ledger does not answer at the moment. Send the same request again.';
  return new Problem('ledger_unavailable', detail, { retryAfterSeconds: 2, cause });
}
