import type { Database } from '@upshot/ledger/connect';
import { Type } from 'typebox';
import { defineEndpoint } from '../http/endpoint.ts';
import type { Link } from '../http/paging/link.ts';
import { pollingQuery } from '../http/schemas.ts';
import { activityParams, activityState, linkedActivity } from './activity-schema.ts';
import { findActivity } from './find-activity.ts';
import { linkActivity } from './link-activity.ts';

/** Answers one activity as it was posted. */
export function getActivity(database: Database, link: Link) {
  return defineEndpoint({
    operationId: 'getActivity',
    summary: 'Read an activity',
    description: 'In the state that was recorded last, or in the state that is asked for.',
    tag: 'activities',
    openTo: 'portals',
    params: activityParams,
    query: Type.Object({ state: Type.Optional(activityState), ...pollingQuery }),
    answers: { 200: { description: 'The activity.', schema: linkedActivity } },
    problems: ['activity_not_found'],
    async handle({ params, query }, reply) {
      const activity = await findActivity(database, { ...params, state: query.state });
      reply.header('content-type', 'application/json; charset=utf-8');
      return linkActivity(activity, link);
    },
  });
}
