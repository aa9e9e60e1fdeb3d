/** A query of the pack: documented, tested, and run by its name. */
export interface SavedQuery {
  readonly name: string;
  readonly title: string;
  readonly sql: string;
}

/** The queries that analysts ask most. Each names a range of time, and runs as `upshot_reader`. */
export const savedQueries: readonly SavedQuery[] = [
  {
    name: 'latest',
    title: 'Latest outcomes',
    sql: `select ended_at, project, integration, activity_type, environment, outcome, round(duration_ms) as ms
from runs
where ended_at > now() - interval '1 day'
order by ended_at desc
limit 50`,
  },
  {
    name: 'failing',
    title: 'Failing integrations, and why',
    sql: `select project, integration, outcome, error_name, left(error_message, 120) as error, count(*),
  max(ended_at) as last
from runs
where ended_at > now() - interval '1 day' and outcome <> 'succeeded'
group by 1, 2, 3, 4, 5
order by count(*) desc
limit 50`,
  },
  {
    name: 'outcomes-per-hour',
    title: 'Outcomes per hour',
    sql: `select date_trunc('hour', ended_at) as hour, outcome, count(*)
from runs
where ended_at > now() - interval '1 day'
group by hour, outcome
order by hour desc, outcome`,
  },
  {
    name: 'success-rate',
    title: 'Success rate of each integration',
    sql: `select project, integration, count(*) as runs,
  round(100.0 * count(*) filter (where outcome = 'succeeded') / count(*), 2) as succeeded_percent
from runs
where ended_at > now() - interval '7 days'
group by project, integration
order by succeeded_percent, runs desc`,
  },
  {
    name: 'time-to-outcome',
    title: 'Time from creation to outcome',
    sql: `select date_trunc('hour', ended_at) as hour, count(*),
  percentile_cont(0.5) within group (order by extract(epoch from ended_at - created_at) * 1000) as p50_ms,
  percentile_cont(0.99) within group (order by extract(epoch from ended_at - created_at) * 1000) as p99_ms
from runs
where ended_at > now() - interval '1 day'
group by hour
order by hour desc`,
  },
  {
    name: 'queue-wait',
    title: 'How long attempts waited after they were due',
    sql: `select integration_type, count(*),
  percentile_cont(0.5) within group (order by queue_wait_ms) as p50_ms,
  percentile_cont(0.99) within group (order by queue_wait_ms) as p99_ms
from attempts
where ended_at > now() - interval '1 hour'
group by integration_type`,
  },
  {
    name: 'why-not',
    title: 'Why integrations did not fire',
    sql: `select recorded_at, project, activity_type, environment, integration, field, reason
from skips
where recorded_at > now() - interval '1 hour'
order by recorded_at desc
limit 100`,
  },
  {
    name: 'nothing-fired',
    title: 'Activities that fired nothing',
    sql: `select recorded_at, project, id, type, state, environment, skipped
from activities
where recorded_at > now() - interval '1 day' and matched = 0
order by recorded_at desc
limit 100`,
  },
  {
    name: 'slowest-scripts',
    title: 'Scripts that take the most processor time',
    sql: `select project, integration, script_version, count(*) as runs, round(sum(cpu_ms)) as cpu_ms,
  round(max(cpu_ms)) as longest_ms
from runs
where ended_at > now() - interval '1 day' and integration_type = 'script'
group by project, integration, script_version
order by cpu_ms desc nulls last
limit 20`,
  },
  {
    name: 'versions',
    title: 'Failures by version of the script',
    sql: `select project, integration, script_version, min(ended_at) as first, count(*) as runs,
  count(*) filter (where outcome <> 'succeeded') as failed
from runs
where ended_at > now() - interval '7 days' and integration_type = 'script'
group by project, integration, script_version
order by project, integration, script_version desc`,
  },
  {
    name: 'webhook-status',
    title: 'What receivers of webhooks answered',
    sql: `select project, integration, http_status, error_name, count(*)
from attempts
where ended_at > now() - interval '1 day' and integration_type = 'webhook'
group by project, integration, http_status, error_name
order by count(*) desc`,
  },
  {
    name: 'outgoing-hosts',
    title: 'Hosts that integrations send requests to',
    sql: `select host, project, integration, count(*) as requests, count(*) filter (where status is null) as unanswered,
  count(*) filter (where status >= 400) as refused, sum(bytes_out) as bytes_out, sum(bytes_in) as bytes_in
from requests
where ended_at > now() - interval '1 day'
group by host, project, integration
order by requests desc
limit 100`,
  },
  {
    name: 'slow-hosts',
    title: 'Hosts that answer slowly',
    sql: `select host, count(*) as requests,
  percentile_cont(0.5) within group (order by duration_ms) as p50_ms,
  percentile_cont(0.99) within group (order by duration_ms) as p99_ms, max(duration_ms) as longest_ms
from requests
where ended_at > now() - interval '1 day'
group by host
order by p99_ms desc nulls last
limit 50`,
  },
  {
    name: 'pending',
    title: 'Pending runs, and their age',
    sql: `select project, integration, status, count(*) as runs, round(max(age_ms) / 1000) as oldest_seconds
from pending
group by project, integration, status
order by oldest_seconds desc`,
  },
  {
    name: 'pushes-per-user',
    title: 'Pushes per user',
    sql: `select "user", count(*)
from activities
where recorded_at > now() - interval '7 days' and type = 'environment.push' and state = 'complete'
group by "user"
order by count(*) desc`,
  },
  {
    name: 'replays',
    title: "Outcomes of today's replays",
    sql: `select r.id as replay, r.project, r.created_at, r.requested_by, l.outcome, count(*) as runs
from replays r
join (
  select replay_id, outcome from runs where ended_at > now() - interval '1 day'
  union all
  select replay_id, 'pending' from pending
) l on l.replay_id = r.id
where r.created_at > now() - interval '1 day'
group by 1, 2, 3, 4, 5
order by r.created_at desc`,
  },
  {
    name: 'usage',
    title: 'What each project used',
    sql: `select project, day, runs, failed, round(cpu_ms) as cpu_ms, fetches, output_bytes
from usage
where day > (now() at time zone 'UTC')::date - 7
order by day desc, runs desc`,
  },
  {
    name: 'workers',
    title: 'Workers, and when they last claimed work',
    sql: `select id, version, started_at, seen_at, claimed_at, lanes, lanes_held
from workers
order by seen_at desc`,
  },
];
