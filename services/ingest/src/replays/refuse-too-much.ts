import { isStatementTimeout } from '@upshot/ledger/sqlstate';
import { invalid } from '../http/validate.ts';

/** How long a whole search may take. */
const TIMEOUT_MS = 10_000;

/**
 * Passes on what a search finds. Throws the problem `invalid_request` when one of its statements takes longer than
 * statements may, or all of them together more than ten seconds.
 */
export async function* refuseTooMuch<T>(search: AsyncIterable<T>): AsyncGenerator<T> {
  const giveUpAt = performance.now() + TIMEOUT_MS;
  try {
    for await (const found of search) {
      yield found;
      if (performance.now() > giveUpAt) throw tooMuch();
    }
  } catch (fault) {
    throw isStatementTimeout(fault) ? tooMuch(fault) : fault;
  }
}

function tooMuch(cause?: unknown): Error {
  const message = 'covers more than can be searched in time: narrow it, with from and to for instance';
  return Object.assign(invalid([{ field: 'filter', message }]), { cause });
}
