import { sql, type RawBuilder } from 'kysely';
import type { Database } from '../connect.ts';
import type { ScriptVersion } from '../tables.ts';

/** A version of a script, with how its runs ended. */
export interface ScriptVersionRow extends Omit<ScriptVersion, 'integration_id' | 'source'> {
  readonly is_current: boolean;
  /** The name of the token that made it; null when there is no such token. */
  readonly created_by_name: string | null;
  /** Of the source in UTF-8. */
  readonly sha256: string;
  readonly bytes: number;
  readonly runs: number;
  readonly failed: number;
  readonly cpu_ms_p95: number | null;
}

/** How many runs of an integration are counted, the latest first: more would be read for long. */
const COUNTED_RUNS = 10_000;

/** Which versions are wanted: the newest `count` before the version `before`. */
export interface VersionPage {
  readonly before: number | undefined;
  readonly count: number;
}

/** Reads versions of an integration's script, the newest first. */
export async function listScriptVersions(
  database: Database,
  integration: string,
  { before, count }: VersionPage,
): Promise<readonly ScriptVersionRow[]> {
  const { rows } = await sql<ScriptVersionRow>`
    ${versionsOf(integration, sql``)} and (${before ?? null}::integer is null or s.version < ${before ?? null})
    order by s.version desc limit ${count}`.execute(database);
  return rows;
}

/** Reads one version with its source; undefined when there is none. */
export async function findScriptVersion(
  database: Database,
  integration: string,
  version: number,
): Promise<(ScriptVersionRow & Pick<ScriptVersion, 'source'>) | undefined> {
  const { rows } = await sql<ScriptVersionRow & Pick<ScriptVersion, 'source'>>`
    ${versionsOf(integration, sql`, s.source`)} and s.version = ${version}`.execute(database);
  return rows[0];
}

function versionsOf(integration: string, more: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`
    /* script versions */ with counted as (
      select script_version as version, count(*)::int as runs,
        (count(*) filter (where outcome not in ('succeeded', 'cancelled')))::int as failed,
        percentile_cont(0.95) within group (order by cpu_ms) as cpu_ms_p95
      from (
        select script_version, outcome, cpu_ms from activity_log
        where integration_id = ${integration} and is_final order by logged_at desc limit ${COUNTED_RUNS}
      ) latest
      where script_version is not null
      group by script_version
    )
    select s.version, s.created_at, s.message, s.created_by, s.origin, s.rollback_of, t.name as created_by_name,
      s.version = i.script_version as is_current, encode(sha256(convert_to(s.source, 'UTF8')), 'hex') as sha256,
      octet_length(s.source) as bytes, coalesce(c.runs, 0) as runs, coalesce(c.failed, 0) as failed,
      c.cpu_ms_p95 ${more}
    from script_versions s
    join integrations i on i.id = s.integration_id
    left join tokens t on t.id = s.created_by
    left join counted c using (version)
    where s.integration_id = ${integration}`;
}
