import type { Outcome } from '@upshot/shared/outcome';
import type { NamedIntegration } from '@upshot/shared/integration';
import { sql } from 'kysely';
import type { Database } from '../connect.ts';
import type { LogEntry } from '../tables.ts';
import type { ReplayableActivity } from './find-activities.ts';

/** An activity, in one of its states, and an integration that matches it. */
export interface Pair<Integration extends NamedIntegration = NamedIntegration> {
  readonly activity: ReplayableActivity;
  readonly integration: Integration;
}

/** The latest run of an integration for an activity and state. */
export interface PreviousRun {
  readonly id: string;
  /** Null while it has no final outcome. */
  readonly outcome: Outcome | null;
  /** Which version of the script it ran; null when it ran none. */
  readonly scriptVersion: number | null;
}

interface Row extends Pick<LogEntry, 'script_version'> {
  readonly ordinal: number;
  readonly id: string;
  readonly outcome: Outcome | null;
}

/**
 * Finds the latest run of each pair, by its place in `pairs`: one that is pending, or else the one that ended last.
 * One statement, so that a run that finishes meanwhile is in exactly one of the two tables. An activity has few runs:
 * "offset 0" keeps PostgreSQL from looking for the latest of them among all runs of the integration.
 */
export async function findPreviousRuns(
  database: Database,
  project: string,
  pairs: readonly Pair[],
): Promise<ReadonlyMap<number, PreviousRun>> {
  if (pairs.length === 0) return new Map();
  const wanted = pairs.map(({ activity: { id, state, recorded_at }, integration }, ordinal) => ({
    ordinal,
    activity_id: id,
    state,
    recorded_at,
    integration_id: integration.id,
  }));
  const { rows } = await sql<Row>`
    select w.ordinal, previous.id, previous.outcome, previous.script_version
    from json_to_recordset(${JSON.stringify(wanted)}::json) as w (
      ordinal int, activity_id text, state text, recorded_at timestamptz, integration_id text)
    cross join lateral (
      (select p.id, null as outcome, p.script_version, true as is_pending
        from (
          select * from pending_runs where project_id = ${project} and activity_id = w.activity_id offset 0
        ) p
        where p.activity_state = w.state and p.integration_id = w.integration_id
        order by p.seq desc limit 1)
      union all
      (select l.run_id, l.outcome, l.script_version, false
        from (
          select * from activity_log
          where project_id = ${project} and activity_id = w.activity_id and logged_at >= w.recorded_at offset 0
        ) l
        where l.activity_state = w.state and l.integration_id = w.integration_id and l.is_final
        order by l.logged_at desc, l.seq desc limit 1)
      order by is_pending desc limit 1
    ) previous`.execute(database);
  return new Map(
    rows.map(({ ordinal, id, outcome, script_version }) => [
      ordinal,
      { id, outcome, scriptVersion: script_version },
    ]),
  );
}
