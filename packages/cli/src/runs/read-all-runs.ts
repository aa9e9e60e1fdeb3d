import type { Api } from '../api/api.ts';
import type { Run } from '../api/entities.ts';
import { Failure } from '../failure.ts';

const PAGE_RUNS = 100;

type Query = Parameters<Api['get']>[1];

/**
 * Reads all runs that a query finds, page after page; pages overlap in the runs of one moment. Throws a Failure when
 * one moment has more runs than a page.
 */
export async function readAllRuns(api: Api, query: Query): Promise<Run[]> {
  const runs = new Map<string, Run>();
  for (let startsAt: string | undefined; ;) {
    const page = await api.get<Run[]>(['runs'], { ...query, count: PAGE_RUNS, starts_at: startsAt });
    const before = runs.size;
    for (const run of page) runs.set(run.id, run);
    if (runs.size === before) {
      if (startsAt !== undefined) await requireNoneBefore(api, query, startsAt);
      return [...runs.values()];
    }
    startsAt = page.at(-1)?.created_at;
  }
}

/** A page without a new run is the last one, or shows only a part of the runs of its moment. */
async function requireNoneBefore(api: Api, query: Query, moment: string): Promise<void> {
  const justBefore = new Date(Date.parse(moment) - 1).toISOString();
  const older = await api.get<Run[]>(['runs'], { ...query, count: 1, starts_at: justBefore });
  if (older.length === 0) return;
  throw new Failure(
    `More runs than fit on a page were created at ${moment}. ` +
      'Choose fewer with --activity, --integration or --outcome.',
  );
}
