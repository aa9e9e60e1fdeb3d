import { dataSources, type Dashboard, type Panel, type Row } from './panel.ts';

const inProject = 'project in (${project:sqlstring})';
const ended = `$__timeFilter(ended_at) and ${inProject}`;

const stat = (title: string, sql: string, unit?: Panel['unit']): Panel => ({
  title,
  kind: 'stat',
  width: 6,
  ...(unit === undefined ? {} : { unit }),
  queries: [{ sql }],
});

const series = (title: string, sql: string, unit?: Panel['unit']): Panel => ({
  title,
  kind: 'timeseries',
  width: 12,
  ...(unit === undefined ? {} : { unit }),
  queries: [{ sql }],
});

const table = (title: string, sql: string, about?: string): Panel => ({
  title,
  kind: 'table',
  width: 12,
  ...(about === undefined ? {} : { about }),
  queries: [{ sql }],
});

const outcomes: Row = {
  title: 'Outcomes',
  panels: [
    stat('Runs that ended', `select count(*) as runs from runs where ${ended}`),
    stat(
      'Succeeded',
      `select avg((outcome = 'succeeded')::integer) as share from runs where ${ended}`,
      'percentunit',
    ),
    stat('Pending runs', `select count(*) as runs from pending where ${inProject}`),
    stat(
      'Oldest run that waits',
      `select coalesce(max(age_ms), 0) as ms from pending where status = 'waiting' and ${inProject}`,
      'ms',
    ),
    series(
      'Runs by outcome',
      `select $__timeGroupAlias(ended_at, $__interval), outcome as metric, count(*) as runs
from runs where ${ended} group by 1, 2 order by 1`,
    ),
    series(
      'Time from creation to outcome',
      `select $__timeGroupAlias(ended_at, $__interval),
  percentile_cont(0.5) within group (order by extract(epoch from ended_at - created_at) * 1000) as p50,
  percentile_cont(0.99) within group (order by extract(epoch from ended_at - created_at) * 1000) as p99
from runs where ${ended} group by 1 order by 1`,
      'ms',
    ),
  ],
};

const failures: Row = {
  title: 'Failures',
  panels: [
    table(
      'Failing integrations, and why',
      `select project, integration, outcome, error_name, left(error_message, 120) as error, count(*) as runs,
  max(ended_at) as last
from runs where ${ended} and outcome <> 'succeeded'
group by 1, 2, 3, 4, 5 order by runs desc limit 50`,
    ),
    table(
      'What receivers of webhooks answered',
      `select project, integration, http_status, error_name, count(*) as attempts
from attempts where ${ended} and integration_type = 'webhook'
group by 1, 2, 3, 4 order by attempts desc limit 50`,
    ),
    table(
      'Failures by version of the script',
      `select project, integration, script_version, min(ended_at) as first, count(*) as runs,
  count(*) filter (where outcome <> 'succeeded') as failed
from runs where ${ended} and integration_type = 'script'
group by 1, 2, 3 order by failed desc, 1, 2 limit 50`,
    ),
    table(
      'Latest failures',
      `select ended_at, project, integration, activity_type, environment, outcome, left(error_message, 120) as error,
  run, trace_id
from runs where ${ended} and outcome <> 'succeeded' order by ended_at desc limit 50`,
    ),
  ],
};

const waits: Row = {
  title: 'What waits, and why not',
  panels: [
    table(
      'Pending runs',
      `select project, integration, status, count(*) as runs, round(max(age_ms) / 1000) as oldest_seconds
from pending where ${inProject} group by 1, 2, 3 order by oldest_seconds desc limit 50`,
    ),
    table(
      'Why integrations did not fire',
      `select project, integration, field, reason, count(*) as activities
from skips where $__timeFilter(recorded_at) and ${inProject}
group by 1, 2, 3, 4 order by activities desc limit 50`,
    ),
  ],
};

const usage: Row = {
  title: 'Usage',
  panels: [
    series(
      'Activities recorded',
      `select $__timeGroupAlias(recorded_at, $__interval), type as metric, count(*) as activities
from activities where $__timeFilter(recorded_at) and ${inProject} group by 1, 2 order by 1`,
    ),
    series(
      'Wait before an attempt',
      `select $__timeGroupAlias(ended_at, $__interval),
  percentile_cont(0.5) within group (order by queue_wait_ms) as p50,
  percentile_cont(0.99) within group (order by queue_wait_ms) as p99
from attempts where ${ended} group by 1 order by 1`,
      'ms',
    ),
    table(
      'Projects',
      `select project, sum(runs) as runs, sum(failed) as failed, round(sum(cpu_ms)) as cpu_ms, sum(fetches) as fetches,
  sum(output_bytes) as output_bytes
from usage
where day between ($__timeFrom()::timestamptz at time zone 'UTC')::date
    and ($__timeTo()::timestamptz at time zone 'UTC')::date
  and ${inProject}
group by 1 order by runs desc limit 50`,
      'Whole days (UTC) of the range.',
    ),
    table(
      'Workers',
      `select id, version, started_at, seen_at, claimed_at, lanes, lanes_active, lanes_parked, slots_running, drained_at
from workers order by seen_at desc limit 50`,
    ),
  ],
};

/** What the log knows: needs no metrics, and names projects and integrations. */
export const sqlDashboard: Dashboard = {
  uid: 'upshot-log',
  title: 'Upshot: log',
  description: 'Generated by "npm run generate" from scripts/dashboards. Every view and column: docs/sql.md.',
  variables: [
    {
      name: 'project',
      label: 'Project',
      type: 'query',
      datasource: dataSources.log,
      query: 'select distinct project from integrations order by 1',
      definition: 'select distinct project from integrations order by 1',
      refresh: 2,
      multi: true,
      includeAll: true,
      current: { text: ['All'], value: ['$__all'] },
    },
  ],
  rows: [outcomes, failures, waits, usage],
};
