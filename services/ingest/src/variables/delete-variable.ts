import type { Database } from '@upshot/ledger/connect';
import { deleteVariable as removeVariable } from '@upshot/ledger/variables/write';
import { Type } from 'typebox';
import { defineEndpoint } from '../http/endpoint.ts';
import { envelope, envelopeSchema } from '../http/paging/envelope.ts';
import type { Link } from '../http/paging/link.ts';
import { compileValidate } from '../http/validate.ts';
import { integrationParams } from '../integrations/find-integration.ts';
import { describeVariable, variableSchema } from './describe-variable.ts';
import { findVariable, variableParams } from './find-variable.ts';
import { findNamedVariable, variableNameQuery } from './name-variable.ts';

const answers = { 200: { description: 'Deleted.', schema: envelopeSchema(variableSchema) } };
const problems = ['integration_not_found', 'variable_not_found'] as const;

/** Deletes a variable. */
export function deleteVariable(database: Database, link: Link) {
  return defineEndpoint({
    operationId: 'deleteVariable',
    summary: 'Delete a variable',
    tag: 'variables',
    params: variableParams,
    answers,
    problems,
    async handle({ params }) {
      const variable = await findVariable(database, params);
      await removeVariable(database, variable.id);
      return envelope(200, describeVariable(variable, params.project, link));
    },
  });
}

const nameInBody = Type.Object(variableNameQuery.properties, { additionalProperties: false });
const validateName = compileValidate(nameInBody);

/** Deletes the variable that the query or the body names, as Platform.sh's documentation has it. */
export function deleteNamedVariable(database: Database, link: Link) {
  return defineEndpoint({
    operationId: 'deleteNamedVariable',
    summary: 'Delete a variable that is named in the query or in the body',
    description: 'By `id` or `name` of the query, or else of the body, which may be left out.',
    tag: 'variables',
    params: integrationParams,
    query: variableNameQuery,
    shownBody: nameInBody,
    answers,
    problems,
    async handle({ params, query, body }) {
      const named = body === undefined || body === null ? {} : validateName(body);
      const variable = await findNamedVariable(database, params, query, named);
      await removeVariable(database, variable.id);
      return envelope(200, describeVariable(variable, params.project, link));
    },
  });
}
