import type { Database } from '@upshot/ledger/connect';
import { listVariables as readVariables } from '@upshot/ledger/variables/find';
import { Type } from 'typebox';
import { defineEndpoint } from '../http/endpoint.ts';
import type { Link } from '../http/paging/link.ts';
import { shortListQuery, shorten } from '../http/schemas.ts';
import { findIntegration, integrationParams } from '../integrations/find-integration.ts';
import { describeVariable, variableSchema } from './describe-variable.ts';

/** Lists an integration's variables by name. */
export function listVariables(database: Database, link: Link) {
  return defineEndpoint({
    operationId: 'listVariables',
    summary: "List an integration's variables",
    tag: 'variables',
    params: integrationParams,
    query: shortListQuery,
    answers: { 200: { description: 'The variables.', schema: Type.Array(variableSchema) } },
    problems: ['integration_not_found'],
    async handle({ params, query }) {
      await findIntegration(database, params);
      const variables = await readVariables(database, params.integration);
      return shorten(variables, query).map((variable) => describeVariable(variable, params.project, link));
    },
  });
}
