import type { Api } from '../api/api.ts';
import type { Run } from '../api/entities.ts';

const PAGE_RUNS = 100;

/** Reads all runs that a query finds, page after page; pages overlap in the runs of one moment. */
export async function readAllRuns(api: Api, query: Parameters<Api['get']>[1]): Promise<Run[]> {
  const runs = new Map<string, Run>();
  for (let startsAt: string | undefined; ;) {
    const page = await api.get<Run[]>(['runs'], { ...query, count: PAGE_RUNS, starts_at: startsAt });
    const before = runs.size;
    for (const run of page) runs.set(run.id, run);
    startsAt = page.at(-1)?.recorded_at;
    if (runs.size === before) return [...runs.values()];
  }
}
