import type { View } from './0013-view-parts.ts';

/** What projects have, and what they use. */
export const viewsOfProjects: readonly View[] = [
  {
    name: 'integrations',
    says: 'Integrations, deleted ones too. Their settings are left out: a URL may hold a secret.',
    query: `select id, project_id as project, name, type, events, states, environments, excluded_environments, result,
      concurrency, script_version, paused_at, paused_reason, created_at, updated_at, deleted_at
    from public.integrations`,
    columns: {
      id: 'The integration.',
      project: 'The project.',
      name: 'Its name, unique in the project.',
      type: 'script, webhook or health.….',
      events: 'Activity types that it answers, as globs.',
      states: 'States that it answers.',
      environments: 'Environments that it answers, as globs.',
      excluded_environments: 'Environments that it does not answer.',
      result: 'success, failure, or * for both.',
      concurrency: 'Runs at a time.',
      script_version: 'The version of the script that runs now.',
      paused_at: 'Since when it is paused; null while it runs.',
      paused_reason: 'Why it is paused.',
      created_at: 'When it was made.',
      updated_at: 'When it was changed last.',
      deleted_at: 'When it was deleted; null while it lives.',
    },
  },
  {
    name: 'versions',
    says: 'Versions of scripts.',
    query: `select i.project_id as project, v.integration_id, i.name as integration, v.version,
      v.version = i.script_version as is_current, v.created_at, v.source
    from public.script_versions v join public.integrations i on i.id = v.integration_id`,
    columns: {
      project: 'The project.',
      integration_id: 'The integration.',
      integration: 'Its name.',
      version: 'Numbered from 1.',
      is_current: 'Whether it runs now.',
      created_at: 'When it was saved.',
      source: 'The script.',
    },
  },
  {
    name: 'workers',
    says: 'Workers that are running, or ended without a farewell within the last day.',
    query: `select w.id, w.version, w.started_at, w.seen_at, w.claimed_at, w.lanes,
      (select count(*) from public.lanes l where l.holder = w.id) as lanes_held
    from public.workers w`,
    columns: {
      id: 'The worker, as in runs.worker.',
      version: 'Its version.',
      started_at: 'When it started.',
      seen_at: 'When it last reported.',
      claimed_at: 'When it last claimed a lane.',
      lanes: 'How many lanes it works on at once.',
      lanes_held: 'Lanes that it claimed last.',
    },
  },
  {
    name: 'replays',
    says: 'Replays of activities.',
    query: `select r.id, r.project_id as project, r.created_at, r.requested_by, r.request
    from public.replays r`,
    columns: {
      id: 'The replay, as in runs.replay_id.',
      project: 'The project.',
      created_at: 'When it was made.',
      requested_by: 'The id of the token.',
      request: 'What was asked for.',
    },
  },
  {
    name: 'usage',
    says: 'What projects used, by day (UTC) of the outcome.',
    query: `select l.project_id as project, (l.logged_at at time zone 'UTC')::date as day,
      count(*) filter (where l.is_final) as runs, count(*) as attempts,
      count(*) filter (where l.is_final and l.outcome <> 'succeeded') as failed,
      coalesce(sum(l.cpu_ms), 0) as cpu_ms, coalesce(sum(l.duration_ms), 0) as duration_ms,
      coalesce(sum(l.fetches), 0) as fetches, coalesce(sum(octet_length(l.output)), 0) as output_bytes
    from public.activity_log l group by 1, 2`,
    columns: {
      project: 'The project.',
      day: 'The day (UTC).',
      runs: 'Runs that ended.',
      attempts: 'Attempts that ended.',
      failed: 'Runs that did not succeed, cancelled ones included.',
      cpu_ms: 'Processor time of scripts, in milliseconds.',
      duration_ms: 'Wall-clock time of attempts, in milliseconds.',
      fetches: 'HTTP requests of scripts.',
      output_bytes: 'Output that was kept, in bytes.',
    },
  },
];
