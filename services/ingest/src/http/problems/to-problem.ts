import { Problem } from '@upshot/shared/problem';
import { ledgerUnavailable } from './answer-in-time.ts';
import { isLedgerFault } from './is-ledger-fault.ts';
import { unsupportedMediaType } from './unsupported-media-type.ts';

/** What the framework throws for a request that it cannot take. */
interface RefusedByFramework extends Error {
  readonly code: string;
  readonly statusCode: number;
}

/** Turns whatever was thrown while a request was answered into the problem its caller is told of. */
export function toProblem(thrown: unknown): Problem {
  if (thrown instanceof Problem) return thrown;
  if (isRefusedByFramework(thrown)) return fromFramework(thrown);
  if (isLedgerFault(thrown)) return ledgerUnavailable(thrown);
  const detail = 'The fault is in our log, under this request_id.';
  return new Problem('internal_fault', detail, { cause: thrown });
}

function isRefusedByFramework(thrown: unknown): thrown is RefusedByFramework {
  if (!(thrown instanceof Error) || !('code' in thrown) || !('statusCode' in thrown)) return false;
  return String(thrown.code).startsWith('FST_') && Number(thrown.statusCode) < 500;
}

function fromFramework({ code, message }: RefusedByFramework): Problem {
  switch (code) {
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
    case 'FST_ERR_CTP_INVALID_TYPE':
      return unsupportedMediaType();
    default:
      return new Problem('invalid_request', message);
  }
}
