import type { Database } from '@upshot/shared/database/connect';
import { defineEndpoint } from '../http/endpoint.ts';
import { envelope, envelopeSchema } from '../http/envelope.ts';
import type { Link } from '../http/link.ts';
import { describeVariable, variableSchema } from './describe-variable.ts';
import { findVariable, variableParams } from './find-variable.ts';

/** Deletes a variable. */
export function deleteVariable(database: Database, link: Link) {
  return defineEndpoint({
    summary: 'Delete a variable',
    tag: 'variables',
    params: variableParams,
    answers: { 200: { description: 'Deleted.', schema: envelopeSchema(variableSchema) } },
    problems: ['integration_not_found', 'variable_not_found'],
    async handle({ params }) {
      const variable = await findVariable(database, params);
      await database.deleteFrom('variables').where('id', '=', variable.id).execute();
      return envelope(200, describeVariable(variable, params.project, link));
    },
  });
}
