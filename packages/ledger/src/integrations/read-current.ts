import { sql } from 'kysely';
import type { Database } from '../connect.ts';
import type { Integration, Project, Variable } from '../tables.ts';

/** A variable with what is needed to open it. */
export type SealedVariable = Pick<Variable, 'id' | 'name' | 'value' | 'value_sealed' | 'is_json'>;

/** An integration with everything that carrying out its runs needs. */
export interface CurrentIntegrationRow<T extends string> extends Pick<
  Integration,
  'id' | 'name' | 'concurrency' | 'max_per_second' | 'burst' | 'settings' | 'sealed'
> {
  readonly type: T;
  readonly revision: Project['revision'];
  /** The settings as one text, to compare with. */
  readonly settings_text: string;
  readonly script_version: number | null;
  readonly source: string | null;
  /** JSON text. */
  readonly project: string;
  readonly variables: readonly SealedVariable[];
  /** Names the order to record its runs; null where there is none. */
  readonly recording: string | null;
}

/** Which integration, and which version of its script: the current one where none is named. */
export interface CurrentIntegrationKey<T extends string> {
  readonly id: string;
  readonly scriptVersion: number | undefined;
  /** Integrations of other types are passed over. */
  readonly types: readonly T[];
}

/** The project as scripts see it: its own columns, then its further properties in their order. */
const project = sql`(
  select json_object_agg(e.key, e.value order by e.part, e.place) from (
    select 1, key, value, place from json_each(json_build_object('id', p.id, 'created_at', p.created_at,
      'updated_at', p.updated_at, 'title', p.title)) with ordinality as own(key, value, place)
    union all
    select 2, key, value, place from json_each(p.properties) with ordinality as further(key, value, place)
    where key <> all ('{id,created_at,updated_at,title}')
  ) as e(part, key, value, place))`;

/** Reads an integration and its project's revision by one statement, so that they belong together. */
export async function readCurrentIntegration<T extends string>(
  database: Database,
  { id, scriptVersion, types }: CurrentIntegrationKey<T>,
): Promise<CurrentIntegrationRow<T> | undefined> {
  const { rows } = await sql<CurrentIntegrationRow<T>>`
    /* integration */ select p.revision, i.id, i.name, i.type, i.concurrency, i.max_per_second, i.burst,
      i.settings, i.settings::text as settings_text, i.sealed, s.version as script_version, s.source,
      (select o.ordered_at::text from recording_orders o
        where o.integration_id = i.id and o.remaining > 0 and o.until > now()) as recording,
      ${project}::text as project,
      coalesce((select json_agg(v) from variables v where v.integration_id = i.id), '[]') as variables
    from integrations i
    join projects p on p.id = i.project_id
    left join script_versions s
      on s.integration_id = i.id and s.version = coalesce(${scriptVersion ?? null}::integer, i.script_version)
    where i.id = ${id} and i.deleted_at is null and i.type = any (${[...types]})`.execute(database);
  return rows[0];
}

/** JSON text of a project as scripts see it; undefined when there is none. */
export async function readScriptProject(database: Database, id: string): Promise<string | undefined> {
  const { rows } = await sql<{ project: string }>`
    select ${project}::text as project from projects p where p.id = ${id}`.execute(database);
  return rows[0]?.project;
}
