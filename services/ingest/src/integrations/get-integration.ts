import type { Database } from '@upshot/ledger/connect';
import { defineEndpoint } from '../http/endpoint.ts';
import type { Link } from '../http/paging/link.ts';
import { integrationSchema } from './describe-integration.ts';
import { findIntegration, integrationParams } from './find-integration.ts';
import { showIntegration } from './show-integration.ts';

/** Answers one integration. */
export function getIntegration(database: Database, link: Link) {
  return defineEndpoint({
    operationId: 'getIntegration',
    summary: 'Read an integration',
    tag: 'integrations',
    openTo: 'limited portals',
    params: integrationParams,
    answers: { 200: { description: 'The integration.', schema: integrationSchema } },
    problems: ['integration_not_found'],
    handle: async ({ params }) =>
      await showIntegration(database, link, await findIntegration(database, params)),
  });
}
