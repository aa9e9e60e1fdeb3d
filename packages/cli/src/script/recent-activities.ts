import type { Activity } from '../api/entities.ts';
import { chooseProject } from '../choose-project.ts';
import { Failure } from '../failure.ts';
import type { Session } from '../session.ts';

/** How many of the last activities are gone through. */
const COUNT = 25;

/** Gives the ids of the last activities of the project, one after the other, the newest first; then again. */
export function recentActivities(session: Session): () => Promise<string> {
  let ids: readonly string[] = [];
  let next = 0;
  return async () => {
    if (next >= ids.length) {
      const { api } = await chooseProject(session);
      ids = (await api.get<readonly Activity[]>(['activities'], { count: COUNT })).map(({ id }) => id);
      next = 0;
    }
    const id = ids[next];
    if (id === undefined) throw new Failure('The project has no activities yet.');
    next += 1;
    return id;
  };
}
