import type { Database } from '@upshot/ledger/connect';
import { Type } from 'typebox';
import { defineEndpoint } from '../http/endpoint.ts';
import type { Link } from '../http/paging/link.ts';
import { pollingQuery } from '../http/schemas.ts';
import { findIntegrationActivity, integrationActivityParams } from './integration-activity.ts';
import { describeRunAsActivity, runActivitySchema } from './run-as-activity.ts';

/** Answers one run as an activity. */
export function getIntegrationActivity(database: Database, link: Link) {
  return defineEndpoint({
    operationId: 'getIntegrationActivity',
    summary: 'Read a run as an activity',
    tag: 'integrations',
    openTo: 'limited portals',
    params: integrationActivityParams,
    query: Type.Object(pollingQuery),
    answers: { 200: { description: 'The run.', schema: runActivitySchema } },
    problems: ['activity_not_found'],
    handle: async ({ params }) =>
      describeRunAsActivity(await findIntegrationActivity(database, params), link),
  });
}
