import { beginChange, endChange } from '@upshot/ledger/audit/write';
import type { Database } from '@upshot/ledger/connect';
import type { SessionOptions } from '../console/sessions.ts';
import { traceIdOf } from '../http/receive-span.ts';
import { linkOf } from './audit-changes.ts';

/**
 * Writes down that a browser signs in to the console. Refused sign-ins are not kept: anyone could fill the audit with
 * them.
 */
export function auditSignIns(database: Database): SessionOptions['onSignIn'] {
  return async (caller, request) => {
    const seq = await beginChange(database, {
      tokenId: caller.tokenId,
      operation: 'beginSession',
      projectId: caller.projectId,
      target: linkOf(caller),
      fields: [],
      requestId: request.id,
      traceId: traceIdOf(request),
    });
    await endChange(database, seq, { status: 201, resultId: null });
  };
}
