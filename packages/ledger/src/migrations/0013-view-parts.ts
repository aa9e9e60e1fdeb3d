/** A view, what it shows, and what each of its columns means. */
export interface View {
  readonly name: string;
  readonly says: string;
  readonly query: string;
  readonly columns: Readonly<Record<string, string>>;
}

/** The activity of a log entry or pending run `l`. It may have left the ledger. */
export const ofActivity = (column: string) => `(
    select ${column} from public.activities a
    where a.recorded_at = l.activity_recorded_at and a.project_id = l.project_id and a.id = l.activity_id
      and a.state = l.activity_state limit 1)`;

/** The name of an integration. */
export const nameOf = (id: string) => `(select i.name from public.integrations i where i.id = ${id})`;

/** The activity as JSON. */
export const body = "case when pg_input_is_valid(a.body, 'jsonb') then a.body::jsonb end";

/** When an attempt could have begun: at the run's creation, or when the retry was due. */
const dueAt = `coalesce((
      select p.next_attempt_at from public.activity_log p
      where p.run_id = l.run_id and p.attempt = l.attempt - 1
        and p.logged_at between l.activity_recorded_at and l.logged_at
      order by p.attempt desc limit 1),
    l.replayed_at, l.activity_recorded_at)`;

/** The columns of a log entry `l`. */
export const entry = `
    l.project_id as project,
    l.integration_id,
    ${nameOf('l.integration_id')} as integration,
    l.integration_type,
    l.script_version,
    l.activity_id,
    l.activity_type,
    l.activity_state,
    ${ofActivity('a.environments[1]')} as environment,
    ${ofActivity('a.result')} as result,
    ${ofActivity(`${body} -> 'payload' -> 'user' ->> 'display_name'`)} as "user",
    l.outcome,
    l.activity_recorded_at as recorded_at,
    coalesce(l.replayed_at, l.activity_recorded_at) as created_at,
    ${dueAt} as due_at,
    l.started_at,
    l.logged_at as ended_at,
    greatest(0, extract(epoch from l.started_at - ${dueAt}) * 1000)::float8 as queue_wait_ms,
    l.duration_ms,
    l.cpu_ms,
    l.fetches,
    l.http_status,
    l.error_name,
    l.error_message,
    l.error_line,
    l.error_column,
    l.output,
    l.output_omitted_bytes,
    l.trace_id,
    l.worker,
    l.replay_id,
    l.replay_of,
    l.commit_xid as commit_order`;

/** What they mean. */
export const entryComments = {
  project: 'The project.',
  integration_id: 'The integration that answers the activity.',
  integration: "The integration's name now; null when it was deleted long ago.",
  integration_type: 'script, webhook or health.…',
  script_version: 'The version of the script that ran; null for other types.',
  activity_id: 'The activity.',
  activity_type: 'Its type, such as environment.push.',
  activity_state: 'Its state: pending, in_progress, complete or cancelled.',
  environment:
    'The first environment that the activity names; null without one, or when it has left the ledger.',
  result: 'success or failure of the activity; null without one, or when it has left the ledger.',
  user: 'payload.user.display_name of the activity; null without one, or when it has left the ledger.',
  outcome:
    'succeeded, failed, timed_out, out_of_memory, crashed, interrupted, quarantined or cancelled (docs/glossary.md).',
  recorded_at: 'When the activity was recorded.',
  created_at: 'When the run was made: with its activity, or by a replay.',
  due_at: 'When the attempt was due: at the creation of the run, or at the time of its retry.',
  started_at: 'When the attempt began; null when it never did.',
  ended_at: 'When the outcome was written. Rows are partitioned by it: name a range.',
  queue_wait_ms: 'From due_at to started_at, in milliseconds.',
  duration_ms: 'Wall-clock time of the attempt, in milliseconds.',
  cpu_ms: 'Processor time of the attempt, in milliseconds; null for a webhook.',
  fetches: 'HTTP requests that the script made.',
  http_status: "What a webhook's receiver answered.",
  error_name: 'The name of the error, such as TypeError; null without one.',
  error_message: 'The message of the error.',
  error_line: 'The line of the script, from 1.',
  error_column: 'The column of that line, from 1.',
  output: 'What the script printed. Sensitive values are masked.',
  output_omitted_bytes: 'How much of the output was left out, in bytes.',
  trace_id: 'The OpenTelemetry trace of the activity, or of the replay.',
  worker: 'The worker that wrote the outcome; ingest where the run was cancelled.',
  replay_id: 'The replay that made the run; null when the activity itself did.',
  replay_of: 'The run that this one repeats.',
  commit_order:
    'For incremental readers: read rows from the last value on, below pg_snapshot_xmin(pg_current_snapshot()).',
};
