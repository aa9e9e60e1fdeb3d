import type { Database } from '@upshot/shared/database/connect';
import { Problem } from '@upshot/shared/problem';
import { Type } from 'typebox';
import { defineEndpoint } from '../http/endpoint.ts';
import { findIntegrationActivity, integrationActivityParams } from './integration-activity.ts';

/** Refuses to cancel a run: deleting its integration cancels what has not begun. */
export function cancelIntegrationActivity(database: Database) {
  return defineEndpoint({
    summary: 'Cancel a run (never possible)',
    description: 'Deleting the integration cancels its runs that have not begun.',
    tag: 'integrations',
    params: integrationActivityParams,
    answers: { 202: { description: 'Never.', schema: Type.Object({}) } },
    problems: ['activity_not_found', 'not_cancellable'],
    async handle({ params }) {
      await findIntegrationActivity(database, params);
      throw new Problem('not_cancellable', 'The activity cannot be cancelled in its current state.');
    },
  });
}
