import { Problem } from '@upshot/shared/problem';

const PATIENCE_MS = 800;

/** Waits for an answer of the ledger, for less than a second. Throws the problem `ledger_unavailable` when none comes. */
export async function answerInTime<T>(answer: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(ledgerUnavailable()), PATIENCE_MS);
  });
  try {
    return await Promise.race([answer, tooLate]);
  } finally {
    clearTimeout(timer);
  }
}

/** The problem that tells a caller to come again when the ledger is back. */
export function ledgerUnavailable(cause?: unknown): Problem {
  const detail = 'The ledger does not answer at the moment. Send the same request again.';
  return new Problem('ledger_unavailable', detail, { retryAfterSeconds: 2, cause });
}
