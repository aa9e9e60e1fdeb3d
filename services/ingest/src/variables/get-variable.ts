import type { Database } from '@upshot/ledger/connect';
import { defineEndpoint } from '../http/endpoint.ts';
import type { Link } from '../http/paging/link.ts';
import { describeVariable, variableSchema } from './describe-variable.ts';
import { findVariable, variableParams } from './find-variable.ts';

/** Answers one variable. */
export function getVariable(database: Database, link: Link) {
  return defineEndpoint({
    operationId: 'getVariable',
    summary: 'Read a variable',
    tag: 'variables',
    params: variableParams,
    answers: { 200: { description: 'The variable.', schema: variableSchema } },
    problems: ['integration_not_found', 'variable_not_found'],
    handle: async ({ params }) =>
      describeVariable(await findVariable(database, params), params.project, link),
  });
}
