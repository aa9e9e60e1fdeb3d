import type { Api } from '../api/api.ts';
import { ApiFailure } from '../api/api-failure.ts';
import type { Run } from '../api/entities.ts';
import { Failure } from '../failure.ts';
import { findById } from '../find-by-id.ts';

const SEARCHED = 100;

/** Returns the run with this id, or with an id that begins so, or else the newest. */
export async function chooseRun(api: Api, id: string | undefined): Promise<Run> {
  const exact = id === undefined ? undefined : await getRun(api, id);
  if (exact !== undefined) return exact;
  const runs = await api.get<Run[]>(['runs'], { count: id === undefined ? 1 : SEARCHED });
  const found = id === undefined ? runs[0] : findById(runs, id, 'Run');
  if (found === undefined) throw new Failure('No runs found');
  return api.get<Run>(['runs', found.id]);
}

async function getRun(api: Api, id: string): Promise<Run | undefined> {
  try {
    return await api.get<Run>(['runs', id]);
  } catch (error) {
    const isMissing =
      error instanceof ApiFailure && error.status === 404 && error.code !== 'project_not_found';
    if (!isMissing) throw error;
    return undefined;
  }
}
