import { Client } from 'pg';

/** Runs that each activity has, at most one for each integration. */
const RUNS_PER_ACTIVITY = 10;

export interface LogToFill {
  readonly project: string;
  /** How many runs are in the log. */
  readonly rows: number;
  readonly days: number;
}

/**
 * Fills the ledger with activities of a project and the log of their runs, by its 20 scripts, evenly over some days up
 * to now: 2.9 % failed, 0.1 % timed out.
 */
export async function fillLog(databaseUrl: string, { project, rows, days }: LogToFill): Promise<void> {
  const client = new Client(databaseUrl);
  await client.connect();
  await client.query('set synchronous_commit = off');
  await client.query(
    `select upshot_make_partitions((now() at time zone 'UTC')::date - $1::int, $1::int + 1)`,
    [days],
  );
  const activities = Math.ceil(rows / RUNS_PER_ACTIVITY);
  const slices = days * 4;
  for (let slice = 0; slice < slices; slice += 1) {
    const range = [
      Math.floor((slice * activities) / slices),
      Math.floor(((slice + 1) * activities) / slices) - 1,
    ];
    const of = [...range, activities, days, project];
    await client.query(ACTIVITIES, of);
    await client.query(RUNS, [...of, RUNS_PER_ACTIVITY]);
  }
  await client.query('vacuum (analyze) activities');
  await client.query('vacuum (analyze) activity_log');
  await client.query('checkpoint');
  await client.end();
}

/** Activity `n` of so many happened at an even distance from the others. */
const HAPPENED = `now() - make_interval(secs => (1 - (n + 0.5) / $3::float8) * $4::float8 * 86400)`;

const ACTIVITIES = `
  insert into activities
    (seq, recorded_at, project_id, id, type, state, result, environments, created_at, body, receipt)
  select n, at, $5, 'a' || n, type, 'complete', 'success', array[environment], at,
    json_build_object('id', 'a' || n, 'project', $5::text, 'type', type, 'state', 'complete', 'result', 'success',
      'environments', json_build_array(environment), 'created_at', at, 'updated_at', at,
      'text', 'Someone pushed to ' || environment,
      'payload', json_build_object('user', json_build_object('display_name', 'Someone'), 'note', repeat('x', 600))
    )::text,
    '{"matched":[],"skipped":[]}'
  from (
    select n, ${HAPPENED} as at,
      case when n % 10 = 0 then 'environment.branch' else 'environment.push' end as type,
      case when n % 3 = 0 then 'main' else 'feature-' || n % 50 end as environment
    from generate_series($1::int, $2::int) n
  ) made`;

const RUNS = `
  insert into activity_log
    (logged_at, run_id, attempt, is_final, outcome, project_id, integration_id, integration_type, script_version,
     activity_id, activity_type, activity_state, activity_recorded_at, started_at, duration_ms, cpu_ms,
    fetches, error_name, error_message, error_line, output, worker)
  select at + interval '50 ms', 'r' || n || '-' || i.place, 1, true, outcome, $5, i.id, 'script', 1, 'a' || n,
    case when n % 10 = 0 then 'environment.branch' else 'environment.push' end, 'complete', at,
    at + interval '10 ms', 30 + n % 40, 5, 1,
    case when outcome <> 'succeeded' then 'TypeError' end,
    case when outcome <> 'succeeded' then 'no user "' || n || '" of ' || n % 7 end,
    case when outcome <> 'succeeded' then 3 end,
    'Push number ' || n || ' to main, by Someone', 'worker-' || n % 4
  from (select n, ${HAPPENED} as at from generate_series($1::int, $2::int) n) activity
  join (
    select id, row_number() over (order by id) as place from integrations where project_id = $5 and type = 'script'
  ) i on (n + i.place) % 20 < $6::int
  cross join lateral (
    select case (n * 20 + i.place) % 1000 when 0 then 'timed_out' when 1 then 'failed' else
      case when (n * 20 + i.place) % 1000 < 30 then 'failed' else 'succeeded' end end as outcome
  ) ended`;
