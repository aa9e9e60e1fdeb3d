import type { Database } from '@upshot/ledger/connect';
import { addVariable } from '@upshot/ledger/variables/write';
import { newId } from '@upshot/shared/id';
import type { KeyRing } from '@upshot/secrets/seal';
import { defineEndpoint } from '../http/endpoint.ts';
import { envelope, envelopeSchema } from '../http/paging/envelope.ts';
import type { Link } from '../http/paging/link.ts';
import { findIntegration, integrationParams } from '../integrations/find-integration.ts';
import { describeVariable, variableSchema } from './describe-variable.ts';
import { refuseDuplicate } from './refuse-duplicate.ts';
import { refuseExcess } from './refuse-excess.ts';
import { variableCreation } from './variable-fields.ts';
import { writeValue } from './write-value.ts';

/** Creates a variable. Runs that begin from now on see it. */
export function createVariable(database: Database, link: Link, ring: KeyRing) {
  return defineEndpoint({
    operationId: 'createVariable',
    summary: 'Create a variable',
    description: 'An integration may have 100 of them, and 256 kB of values.',
    tag: 'variables',
    params: integrationParams,
    body: variableCreation,
    answers: { 201: { description: 'Created.', schema: envelopeSchema(variableSchema) } },
    problems: ['integration_not_found', 'variable_exists'],
    async handle({ params, body }, reply) {
      await findIntegration(database, params);
      const { name, value, is_json = false, is_sensitive = false, attributes = {} } = body;
      const id = newId();
      const stored = writeValue(ring, id, { value, isJson: is_json, isSensitive: is_sensitive });
      const row = { id, integration_id: params.integration, name, is_json, is_sensitive, ...stored };
      const insert = addVariable(database, { ...row, attributes: JSON.stringify(attributes) }, refuseExcess);
      const created = await refuseDuplicate(name, insert);
      reply.code(201);
      return envelope(201, describeVariable(created, params.project, link));
    },
  });
}
