import { formatCursor, type StreamCursor } from '@upshot/ledger/stream/cursor';
import type { StreamedActivity, StreamedIntegration, StreamEvent } from '@upshot/ledger/stream/read';
import { toTimestamp, toTimestampOrNull } from '@upshot/shared/timestamp';
import { Type, type TSchema } from 'typebox';
import { timestamp, timestampOrNull } from '../http/schemas.ts';
import { describeRunInShort } from '../runs/describe-run.ts';
import { runSummarySchema } from '../runs/run-schema.ts';

const textOrNull = Type.Union([Type.String(), Type.Null()]);

const integerOrNull = Type.Union([Type.Integer(), Type.Null()]);

/** The data of an event `run`: an attempt has ended. */
export const streamedRunSchema = Type.Object({
  ...runSummarySchema.properties,
  environments: Type.Union([Type.Array(Type.String()), Type.Null()], {
    description: 'Those that the activity names; null when it has left the ledger.',
  }),
});

/** The data of an event `activity`: it was recorded. */
export const streamedActivitySchema = Type.Object({
  id: Type.String(),
  type: Type.String(),
  state: Type.String(),
  result: textOrNull,
  environments: Type.Array(Type.String()),
  created_at: timestamp,
  recorded_at: timestamp,
  matched: Type.Integer({ description: 'How many integrations it fired.' }),
  skipped: Type.Integer({ description: 'How many integrations it did not match.' }),
});

/** The data of an event `integration`: it was made, changed, paused, resumed or deleted. */
export const streamedIntegrationSchema = Type.Object({
  id: Type.String(),
  name: Type.String(),
  type: Type.String(),
  script_version: integerOrNull,
  paused_at: timestampOrNull,
  paused_reason: textOrNull,
  created_at: timestamp,
  updated_at: timestampOrNull,
  deleted_at: timestampOrNull,
});

/** The data of an event `gap`: events were passed over. */
export const streamGapSchema = Type.Object({
  count: Type.Union([Type.Integer(), Type.Null()], {
    description: 'How many events of the project, before any filter; null where that is not known.',
  }),
});

const eventOf = (event: string, data: TSchema) =>
  Type.Object({ event: Type.Enum([event]), id: Type.String(), data });

/** An event, with its data parsed. */
export const streamEventSchema = Type.Union([
  eventOf('run', streamedRunSchema),
  eventOf('activity', streamedActivitySchema),
  eventOf('integration', streamedIntegrationSchema),
  eventOf('gap', streamGapSchema),
  eventOf('heartbeat', Type.Object({ at: timestamp })),
]);

/** Writes an event as Server-Sent Events have it. */
export function writeEvent(event: StreamEvent): string {
  if (event.source === 'activity') return write('activity', describeActivity(event.activity), event.cursor);
  if (event.source === 'integration')
    return write('integration', describeIntegration(event.integration), event.cursor);
  const { environments } = event.run;
  return write('run', { ...describeRunInShort(event.run), environments }, event.cursor);
}

/** Says that events were passed over, and where the stream goes on. */
export function writeGap(count: number | null, cursor: StreamCursor): string {
  return write('gap', { count }, cursor);
}

/** Shows that the stream is alive, and how far it has got. */
export function writeHeartbeat(cursor: StreamCursor): string {
  return write('heartbeat', { at: toTimestamp(Date.now()) }, cursor);
}

function write(event: string, data: unknown, cursor: StreamCursor): string {
  return `event: ${event}\nid: ${formatCursor(cursor)}\ndata: ${JSON.stringify(data)}\n\n`;
}

function describeActivity({ created_at, recorded_at, ...activity }: StreamedActivity) {
  return { ...activity, created_at: toTimestamp(created_at), recorded_at: toTimestamp(recorded_at) };
}

function describeIntegration({
  paused_at,
  created_at,
  updated_at,
  deleted_at,
  ...integration
}: StreamedIntegration) {
  return {
    ...integration,
    paused_at: toTimestampOrNull(paused_at),
    created_at: toTimestamp(created_at),
    updated_at: toTimestampOrNull(updated_at),
    deleted_at: toTimestampOrNull(deleted_at),
  };
}
