import { sql } from 'kysely';
import type { Database } from '../connect.ts';
import type { ProjectRetention } from '../tables.ts';
import { retainedKinds, type RetentionDays } from './policy.ts';

const columns = {
  activityDays: 'activity_days',
  succeededDays: 'succeeded_days',
  logDays: 'log_days',
} as const;

/** Reads which projects keep data for a time of their own. */
export async function readProjectRetention(
  database: Database,
): Promise<ReadonlyMap<string, Partial<RetentionDays>>> {
  const rows = await database
    .selectFrom('projects')
    .select(['id', 'retention'])
    .where(sql<boolean>`retention <> '{}'`)
    .execute();
  return new Map(rows.map(({ id, retention }) => [id, daysOf(retention)]));
}

function daysOf(retention: ProjectRetention): Partial<RetentionDays> {
  return Object.fromEntries(
    retainedKinds.flatMap((kind) => {
      const days = retention[columns[kind]];
      return days === undefined ? [] : [[kind, days]];
    }),
  );
}

/** Where one project differs from the deployment; undefined when there is no such project. */
export async function findProjectRetention(
  database: Database,
  project: string,
): Promise<ProjectRetention | undefined> {
  const row = await database
    .selectFrom('projects')
    .select('retention')
    .where('id', '=', project)
    .executeTakeFirst();
  return row?.retention;
}

/** Replaces where one project differs from the deployment; undefined when there is no such project. */
export async function writeProjectRetention(
  database: Database,
  project: string,
  retention: ProjectRetention,
): Promise<ProjectRetention | undefined> {
  const row = await database
    .updateTable('projects')
    .set({ retention: JSON.stringify(retention) })
    .where('id', '=', project)
    .returning('retention')
    .executeTakeFirst();
  return row?.retention;
}
