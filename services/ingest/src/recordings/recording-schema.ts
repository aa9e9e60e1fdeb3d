import { toTimestampOrNull } from '@upshot/shared/timestamp';
import { Type } from 'typebox';
import type { KeptRecordings } from '@upshot/ledger/recordings/order';

const time = (description: string) =>
  Type.Union([Type.String({ format: 'date-time' }), Type.Null()], { description });

/** What is recorded of an integration, and what is kept. */
export const recordingSchema = Type.Object({
  is_recording: Type.Boolean(),
  count: Type.Integer({ description: 'How many attempts were to be recorded; 0 when none are.' }),
  remaining: Type.Integer({ description: 'How many of them are still to be recorded.' }),
  until: time('When recording ends, whatever remains.'),
  kept: Type.Integer({
    description: 'Cassettes of the integration that are kept. Each is kept for seven days.',
  }),
  kept_bytes: Type.Integer(),
});

interface Order {
  readonly count: number;
  readonly remaining: number;
  readonly until: Date;
}

/** Describes an order, if there is one, and what is kept. */
export function describeRecording(order: Order | undefined, kept: KeptRecordings) {
  return {
    is_recording: order !== undefined,
    count: order?.count ?? 0,
    remaining: order?.remaining ?? 0,
    until: toTimestampOrNull(order?.until),
    kept: kept.count,
    kept_bytes: kept.bytes,
  };
}
