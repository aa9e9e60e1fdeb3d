import type { Api } from '../api/api.ts';
import type { Worker } from '../api/entities.ts';
import { Failure } from '../failure.ts';

const LOOK_MS = 500;

/** Waits until a worker has the state; fails when it takes too long, or the worker falls silent. */
export async function waitForState(
  api: Api,
  id: string,
  { state, waitMs }: { readonly state: Worker['state']; readonly waitMs: number },
): Promise<void> {
  const deadline = performance.now() + waitMs;
  for (;;) {
    const worker = await api.get<Worker>(['workers', id]);
    if (worker.state === state) return;
    if (worker.state === 'silent') {
      throw new Failure(`The worker ${id} has not reported since ${worker.seen_at}: it may be dead.`);
    }
    if (performance.now() > deadline) {
      const { active } = worker.lanes;
      const work = active === null ? '' : ` and works on ${active} lane(s)`;
      throw new Failure(`The worker ${id} is still ${worker.state}${work} after ${waitMs / 1000} s.`);
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}
