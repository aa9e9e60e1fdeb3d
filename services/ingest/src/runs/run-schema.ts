import { activityStates } from '@upshot/shared/activity';
import { integrationTypes } from '@upshot/integrations/registry';
import { outcomes } from '@upshot/shared/outcome';
import { isolations } from '@upshot/shared/isolation';
import { Type, type TSchema } from 'typebox';
import { timestamp, timestampOrNull } from '../http/schemas.ts';

const orNull = <S extends TSchema>(schema: S) => Type.Union([schema, Type.Null()]);
const numberOrNull = orNull(Type.Number());
const integerOrNull = orNull(Type.Integer());
const textOrNull = orNull(Type.String());

/** How an attempt can end. */
export const outcome = Type.Enum([...outcomes]);

const attemptFields = {
  attempt: Type.Integer({ description: 'Numbered from 1; 0 while none has begun.' }),
  outcome: orNull(outcome),
  error: orNull(
    Type.Object({
      name: Type.String(),
      message: Type.String(),
      stack: textOrNull,
      line: integerOrNull,
      column: integerOrNull,
    }),
  ),
  started_at: timestampOrNull,
  logged_at: timestampOrNull,
  duration_ms: numberOrNull,
  cpu_ms: numberOrNull,
  fetches: integerOrNull,
  isolation: orNull(
    Type.Enum([...isolations], {
      description:
        'What it shared with earlier runs: warm: a context; context: an isolate; isolate: nothing. Null: unknown.',
    }),
  ),
  http_status: integerOrNull,
  next_attempt_at: timestampOrNull,
  output: Type.String({ description: 'What the script printed.' }),
  output_omitted_bytes: Type.Integer(),
  script_version: integerOrNull,
  trace_id: textOrNull,
  worker: textOrNull,
};

/** An HTTP request of an attempt. */
const loggedRequestSchema = Type.Object({
  at_ms: Type.Number({ description: 'When it was sent, from the start of the attempt.' }),
  method: Type.String(),
  url: Type.String({ description: 'Masked as in the output; of a webhook the origin alone.' }),
  status: integerOrNull,
  error: orNull(
    Type.String({ description: 'Why there was no response; null with no status: the attempt ended first.' }),
  ),
  duration_ms: numberOrNull,
  bytes_out: Type.Integer({ description: 'Bytes of the body that was sent.' }),
  bytes_in: orNull(Type.Integer({ description: 'Bytes of the body that was read, decoded.' })),
});

const requests = orNull(
  Type.Array(loggedRequestSchema, {
    description: 'Its first HTTP requests, 50 at most; null: none, or not known.',
  }),
);

/** One attempt of a run. */
const attemptSchema = Type.Object({ ...attemptFields, requests });

/** An attempt in the timeline of an activity. */
export const timedAttemptSchema = Type.Object({
  run: Type.String(),
  integration: Type.String(),
  integration_name: Type.String({ description: 'The name it has now, or had when it was deleted.' }),
  attempt: Type.Integer(),
  outcome,
  started_at: timestampOrNull,
  logged_at: timestamp,
  duration_ms: numberOrNull,
  next_attempt_at: timestampOrNull,
  requests,
});

const runFields = {
  id: Type.String(),
  integration: Type.String(),
  integration_name: Type.String({ description: 'The name it has now, or had when it was deleted.' }),
  integration_type: Type.Enum([...integrationTypes]),
  activity: Type.String(),
  activity_type: Type.String(),
  activity_state: Type.Enum([...activityStates]),
  created_at: Type.String({
    description:
      'When the replay made it, or else when its activity was recorded. As 2026-01-31T12:00:00.000000+00:00.',
  }),
  recorded_at: Type.String({ description: 'When its activity was recorded.' }),
  state: Type.Enum(['pending', 'finished']),
  rate_limited_until: Type.Union([Type.String(), Type.Null()], {
    description: 'Until when it waits for the rate limit of its integration; null where it does not.',
  }),
  replay: orNull(Type.String({ description: 'The replay that made it; null when the activity itself did.' })),
  replay_of: orNull(Type.String({ description: 'The earlier run that it repeats.' })),
  ...attemptFields,
};

/** A run, with how its latest attempt ended. */
export const runSchema = Type.Object(runFields);

/** What the sender of an activity may know of the runs that its receipt names. */
export const runOutcomeSchema = Type.Object({
  id: runFields.id,
  integration: runFields.integration,
  integration_name: runFields.integration_name,
  state: runFields.state,
  outcome: runFields.outcome,
});

/** A run with all of its attempts that ended. */
export const runWithAttemptsSchema = Type.Object({
  ...runFields,
  requests,
  retry_seconds: Type.Union([Type.Array(Type.Number()), Type.Null()], {
    description:
      'Of its integration now: delays between attempts, in seconds. Null: those of the deployment.',
  }),
  trace_url: orNull(Type.String({ description: 'Where its trace can be looked at (UPSHOT_TRACE_URL).' })),
  attempts: Type.Array(attemptSchema),
});

const { output: _output, error: _error, ...short } = runFields;

/** A run in a list: the first line of its output alone, and no stack of its error. */
export const runSummarySchema = Type.Object({
  ...short,
  error: orNull(Type.Object({ name: Type.String(), message: Type.String(), line: integerOrNull })),
  first_line: Type.String({ description: 'The first line of the output, at most 400 characters of it.' }),
  output_lines: Type.Integer({ description: 'How many lines were kept.' }),
});
