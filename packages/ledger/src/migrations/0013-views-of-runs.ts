import { body, entry, entryComments, nameOf, ofActivity } from './0013-view-parts.ts';
import type { View } from './0013-view-parts.ts';

/** Activities, and the runs that answer them. */
export const viewsOfRuns: readonly View[] = [
  {
    name: 'runs',
    says: 'One row per run that has ended: one integration answering one activity.',
    query: `select l.run_id as run, l.attempt as attempts, ${entry} from public.activity_log l where l.is_final`,
    columns: { run: 'The run.', attempts: 'How many attempts it took.', ...entryComments },
  },
  {
    name: 'attempts',
    says: 'One row per attempt of a run.',
    query: `select l.run_id as run, l.attempt, l.is_final, l.next_attempt_at, ${entry} from public.activity_log l`,
    columns: {
      run: 'The run.',
      attempt: 'Numbered from 1 without gaps.',
      is_final: "Whether its outcome is the run's.",
      next_attempt_at: 'When the run is tried again; null when it is not.',
      ...entryComments,
    },
  },
  {
    name: 'activities',
    says: 'One row per recorded activity and state.',
    query: `select a.project_id as project, a.id, a.type, a.state, a.result, a.environments[1] as environment,
      a.environments, ${body} -> 'payload' -> 'user' ->> 'display_name' as "user", a.created_at, a.recorded_at,
      json_array_length(a.receipt -> 'matched') as matched, json_array_length(a.receipt -> 'skipped') as skipped,
      a.trace_id, ${body} as document
    from public.activities a`,
    columns: {
      project: 'The project.',
      id: 'The id that the producer gave.',
      type: 'Such as environment.push.',
      state: 'pending, in_progress, complete or cancelled.',
      result: 'success or failure; null without one.',
      environment: 'The first environment that it names.',
      environments: 'All environments that it names.',
      user: 'payload.user.display_name.',
      created_at: 'As the producer says; the time of recording where it says nothing usable.',
      recorded_at: 'When it was recorded. Rows are partitioned by it: name a range.',
      matched: 'How many integrations it ran.',
      skipped: 'How many integrations it did not match: see skips.',
      trace_id: 'The OpenTelemetry trace.',
      document: 'The whole activity; null where jsonb cannot hold it.',
    },
  },
  {
    name: 'skips',
    says: 'Why integrations did not run: one row per activity and integration that did not match.',
    query: `select a.project_id as project, a.id as activity_id, a.type as activity_type, a.state as activity_state,
      a.environments[1] as environment, a.recorded_at, s.value ->> 'integration' as integration_id,
      ${nameOf("s.value ->> 'integration'")} as integration, s.value -> 'reason' ->> 'field' as field,
      s.value -> 'reason' ->> 'message' as reason
    from public.activities a, json_array_elements(a.receipt -> 'skipped') s`,
    columns: {
      project: 'The project.',
      activity_id: 'The activity.',
      activity_type: 'Its type.',
      activity_state: 'Its state.',
      environment: 'The first environment that it names.',
      recorded_at: 'When it was recorded. Name a range.',
      integration_id: 'The integration that did not run.',
      integration: "The integration's name now.",
      field:
        'The filter that did not match: events, states, environments, excluded_environments, result, or paused.',
      reason: 'The reason in words.',
    },
  },
  {
    name: 'pending',
    says: 'Runs that have not ended.',
    query: `select l.id as run, l.project_id as project, l.integration_id,
      ${nameOf('l.integration_id')} as integration, l.activity_id, l.activity_type, l.activity_state,
      ${ofActivity('a.environments[1]')} as environment,
      case when i.paused_at is not null then 'paused' when l.begun_at is not null then 'running'
        when l.due_at > now() then 'scheduled' else 'waiting' end as status,
      l.attempt as attempts, l.activity_recorded_at as recorded_at,
      coalesce(l.replayed_at, l.activity_recorded_at) as created_at, l.due_at, l.begun_at, l.begun_by as worker,
      (extract(epoch from now() - coalesce(l.replayed_at, l.activity_recorded_at)) * 1000)::float8 as age_ms,
      l.interruptions, l.replay_id, l.replay_of
    from public.pending_runs l left join public.integrations i on i.id = l.integration_id`,
    columns: {
      run: 'The run.',
      project: 'The project.',
      integration_id: 'The integration.',
      integration: 'Its name.',
      activity_id: 'The activity.',
      activity_type: 'Its type.',
      activity_state: 'Its state.',
      environment: 'The first environment that it names.',
      status:
        'waiting: due; scheduled: due later, such as a retry; running: an attempt had an effect outside; paused.',
      attempts: 'Attempts that have ended.',
      recorded_at: 'When the activity was recorded.',
      created_at: 'When the run was made: with its activity, or by a replay.',
      due_at: 'When its next attempt is due.',
      begun_at: 'When the attempt under way became durable; null before its first effect outside.',
      worker: 'The worker of that attempt.',
      age_ms: 'Since created_at, in milliseconds.',
      interruptions: 'How often a worker or slot died with it.',
      replay_id: 'The replay that made it.',
      replay_of: 'The run that it repeats.',
    },
  },
];
