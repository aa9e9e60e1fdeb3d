import { isUnavailability } from '@upshot/ledger/sqlstate';

/** Codes of Node for a server that cannot be reached. */
const awayErrors = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENOENT',
  'EHOSTUNREACH',
]);
const awayMessages =
  /timeout exceeded when trying to connect|connection terminated|query read timeout|not queryable|server closed the connection/i;

/** Tells whether a fault means "the ledger is away", which passes, rather than "we made a mistake", which does not. */
export function isLedgerFault(fault: unknown): boolean {
  if (!(fault instanceof Error)) return false;
  if (fault instanceof AggregateError && fault.errors.some(isLedgerFault)) return true;
  const code = 'code' in fault && typeof fault.code === 'string' ? fault.code : '';
  return awayErrors.has(code) || isUnavailability(fault) || awayMessages.test(fault.message);
}
