import type { Database } from '@upshot/ledger/connect';
import { readReplays } from '@upshot/ledger/replays/progress';
import { Problem } from '@upshot/shared/problem';
import { Type } from 'typebox';
import { defineEndpoint } from '../http/endpoint.ts';
import { cursor, linkNextPage, readCursor } from '../http/paging/cursor.ts';
import { count, ownId, projectId } from '../http/schemas.ts';
import { requireProject } from '../projects/find-project.ts';
import { describeStatus, replayStatusSchema } from './describe-replay.ts';

export const replayParams = Type.Object({ project: projectId, replay: ownId });

/** The replays of a project, the newest first. */
export function listReplays(database: Database) {
  return defineEndpoint({
    operationId: 'listReplays',
    summary: 'List replays',
    description: 'The newest first. While more follows, the header `Link` names the next page.',
    tag: 'activities',
    openTo: 'portals',
    params: Type.Object({ project: projectId }),
    query: Type.Object({ count: Type.Optional(count), cursor: Type.Optional(cursor) }),
    answers: {
      200: { description: 'The replays.', schema: Type.Array(replayStatusSchema), isPaged: true },
    },
    problems: ['project_not_found'],
    async handle({ params: { project }, query, request }, reply) {
      const after = query.cursor === undefined ? undefined : readCursor(query.cursor, 'id');
      const { rows, next } = await readReplays(database, project, { count: query.count ?? 25, after });
      if (rows.length === 0) await requireProject(database, project);
      linkNextPage(request, reply, next);
      return rows.map(describeStatus);
    },
  });
}

/** One replay. */
export function getReplay(database: Database) {
  return defineEndpoint({
    operationId: 'getReplay',
    summary: 'Follow a replay',
    tag: 'activities',
    openTo: 'portals',
    params: replayParams,
    answers: { 200: { description: 'How far it has come.', schema: replayStatusSchema } },
    problems: ['replay_not_found'],
    async handle({ params: { project, replay } }) {
      return await readStatus(database, project, replay);
    },
  });
}

/** Reads how far a replay has come. Throws the problem `replay_not_found`. */
export async function readStatus(database: Database, project: string, id: string) {
  const { rows } = await readReplays(database, project, { id });
  const [found] = rows;
  if (found === undefined) throw replayNotFound(project, id);
  return describeStatus(found);
}

export function replayNotFound(project: string, id: string): Problem {
  return new Problem('replay_not_found', `The project "${project}" has no replay "${id}".`);
}
