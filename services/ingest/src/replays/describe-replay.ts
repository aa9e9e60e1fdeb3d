import type { ReplayProgress } from '@upshot/ledger/replays/progress';
import { toTimestamp, toTimestampOrNull } from '@upshot/shared/timestamp';
import { Type, type Static } from 'typebox';
import { ownId, timestamp, timestampOrNull } from '../http/schemas.ts';

/** A replay, and how far it has come. */
export const replayStatusSchema = Type.Object({
  id: ownId,
  created_at: timestamp,
  requested_by: Type.String({
    description: 'The id of the token, or bootstrap for the token of the configuration.',
  }),
  request: Type.Object({}, { additionalProperties: true, description: 'What was asked for.' }),
  runs: Type.Integer({ description: 'How many runs it made.' }),
  done: Type.Integer({ description: 'How many of them have ended.' }),
  pending: Type.Integer({ description: 'How many have not.' }),
  succeeded: Type.Integer({ description: 'Of those that have ended, and are still in the log.' }),
  failed: Type.Integer({ description: 'The same: neither succeeded nor cancelled.' }),
  cancelled: Type.Integer(),
  cancelled_at: timestampOrNull,
  cancelled_by: Type.Union([Type.String(), Type.Null()]),
});

export function describeStatus(row: ReplayProgress): Static<typeof replayStatusSchema> {
  const {
    id,
    created_at: createdAt,
    requested_by,
    request,
    runs,
    pending,
    succeeded,
    failed,
    cancelled,
  } = row;
  return {
    id,
    created_at: toTimestamp(createdAt),
    requested_by,
    request,
    runs,
    done: runs - pending,
    pending,
    succeeded,
    failed,
    cancelled,
    cancelled_at: toTimestampOrNull(row.cancelled_at),
    cancelled_by: row.cancelled_by,
  };
}
