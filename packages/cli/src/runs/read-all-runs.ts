import type { Api } from '../api/api.ts';
import type { Run } from '../api/entities.ts';

const PAGE_RUNS = 100;

/** Reads all runs that a query finds, page after page. */
export async function readAllRuns(api: Api, query: Parameters<Api['pages']>[1]): Promise<Run[]> {
  const runs: Run[] = [];
  for await (const page of api.pages<Run>(['runs'], { ...query, count: PAGE_RUNS })) runs.push(...page);
  return runs;
}
