import type { Database } from '@upshot/ledger/connect';
import { listLanes as readLanes, type WaitingLane } from '@upshot/ledger/lanes/list';
import { toTimestamp, toTimestampOrNull } from '@upshot/shared/timestamp';
import { Type } from 'typebox';
import { defineEndpoint } from '../http/endpoint.ts';
import { cursor, linkNextPage, readCursor } from '../http/paging/cursor.ts';
import { count, projectId, timestamp, timestampOrNull } from '../http/schemas.ts';

const worker = (description: string) => Type.Union([Type.String(), Type.Null()], { description });

/** A lane as it is answered. */
export const laneSchema = Type.Object({
  id: Type.String({ description: 'The integration and the number of the lane.' }),
  project: Type.String(),
  integration: Type.String(),
  integration_name: Type.String(),
  type: Type.String({ description: 'The type of the integration.' }),
  state: Type.Enum(['active', 'parked', 'paused', 'limited', 'waiting'], {
    description:
      'parked: its project has its share of the worker. paused: its integration is. limited: by its rate limit.',
  }),
  limited_until: Type.Union([Type.String(), Type.Null()], {
    description: 'Until when it waits for the rate limit of its integration; null where it does not.',
  }),
  worker: worker('Which worker works on it or has parked it, as of the last five seconds.'),
  oldest_due_at: timestamp,
  oldest_age_ms: Type.Number({ description: 'For how long its oldest due run waits.' }),
  claimed_at: timestampOrNull,
  claimed_by: worker('The worker that claimed it last.'),
});

/** The lanes with due runs, the one that waits longest first. */
export function listLanes(database: Database) {
  return defineEndpoint({
    operationId: 'listLanes',
    summary: 'List lanes with due runs',
    description:
      'The one that waits longest first. A lane under way is one of them until its runs are settled; a lane whose ' +
      'next run is a retry that is not due yet is none. While more follows, the header `Link` names the next page.',
    tag: 'workers',
    query: Type.Object({
      project: Type.Optional(projectId),
      count: Type.Optional(count),
      cursor: Type.Optional(cursor),
    }),
    answers: { 200: { description: 'The lanes.', schema: Type.Array(laneSchema), isPaged: true } },
    async handle({ query, request }, reply) {
      const after = query.cursor === undefined ? undefined : readCursor(query.cursor, 'lane');
      const asked = { project: query.project, count: query.count ?? 25, after };
      const { rows, next } = await readLanes(database, asked);
      linkNextPage(request, reply, next);
      return rows.map(describeLane);
    },
  });
}

function describeLane({ since, age_ms, claimed_at, claimed_by, ...lane }: WaitingLane) {
  const { id, project, integration, integration_name, type, state, limited_until, worker: holder } = lane;
  return {
    id,
    project,
    integration,
    integration_name,
    type,
    state,
    limited_until: toTimestampOrNull(limited_until),
    worker: holder,
    oldest_due_at: toTimestamp(since),
    oldest_age_ms: age_ms,
    claimed_at: toTimestampOrNull(claimed_at),
    claimed_by,
  };
}
