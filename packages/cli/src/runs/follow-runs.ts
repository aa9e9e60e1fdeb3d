import type { Api } from '../api/api.ts';
import { ApiFailure } from '../api/api-failure.ts';
import type { Run, RunOutcome } from '../api/entities.ts';

/** A run that has ended; a token of scope `producer` may know no more than its outcome. */
export type EndedRun = RunOutcome & Partial<Run>;

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 1000;

/** Yields runs as they finish. Ends early, with the rest still pending, when `timeoutSeconds` have passed. */
export async function* followRuns(
  api: Api,
  ids: readonly string[],
  timeoutSeconds: number,
): AsyncGenerator<EndedRun> {
  const readRun = createRunReader(api);
  const deadline = Date.now() + timeoutSeconds * 1000;
  const pending = new Set(ids);
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 1.5, LONGEST_PAUSE_MS)) {
    for (const id of pending) {
      const run = await readRun(id);
      if (run.state !== 'finished') continue;
      pending.delete(id);
      yield run;
    }
    if (pending.size === 0 || Date.now() + pauseMs > deadline) return;
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
}

/** Waits for runs and returns those that finished in time. */
export async function waitForRuns(
  api: Api,
  ids: readonly string[],
  timeoutSeconds: number,
): Promise<EndedRun[]> {
  const runs: EndedRun[] = [];
  for await (const run of followRuns(api, ids, timeoutSeconds)) runs.push(run);
  return runs;
}

/** Reads whole runs until the token is refused one, and from then on only outcomes. */
function createRunReader(api: Api): (id: string) => Promise<EndedRun> {
  const readOutcome = (id: string) => api.get<RunOutcome>(['runs', id, 'outcome']);
  let read = async (id: string): Promise<EndedRun> => {
    try {
      return await api.get<Run>(['runs', id]);
    } catch (error) {
      if (!(error instanceof ApiFailure) || error.status !== 403) throw error;
      read = readOutcome;
      return readOutcome(id);
    }
  };
  return (id) => read(id);
}
