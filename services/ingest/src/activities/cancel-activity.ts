import type { Database } from '@upshot/ledger/connect';
import { Problem } from '@upshot/shared/problem';
import { Type } from 'typebox';
import { defineEndpoint } from '../http/endpoint.ts';
import { activityParams } from './activity-schema.ts';
import { findActivity } from './find-activity.ts';

/** Refuses to cancel an activity, in words that Platform.sh's clients understand: it happens elsewhere. */
export function cancelActivity(database: Database) {
  return defineEndpoint({
    operationId: 'cancelActivity',
    summary: 'Cancel an activity (never possible)',
    description: 'Activities happen where their producer is, which alone can end them.',
    tag: 'activities',
    params: activityParams,
    answers: { 202: { description: 'Never.', schema: Type.Object({}) } },
    problems: ['activity_not_found', 'not_cancellable'],
    async handle({ params }) {
      const { state } = await findActivity(database, { ...params, state: undefined });
      throw new Problem(
        'not_cancellable',
        `The activity cannot be cancelled in its current state (${state}).`,
      );
    },
  });
}
