import type { Database } from '@upshot/ledger/connect';
import { listStored } from '@upshot/ledger/storage/edit';
import type { KeyRing } from '@upshot/secrets/seal';
import { Problem } from '@upshot/shared/problem';
import { Type } from 'typebox';
import type { Caller } from '../http/access.ts';
import { defineEndpoint } from '../http/endpoint.ts';
import { findIntegration, integrationParams } from '../integrations/find-integration.ts';
import { storedParams, storedSchema } from './stored-schema.ts';
import { describeStored, readStoredValues } from './stored-values.ts';

/** Lists what an integration stores. */
export function listStorage(database: Database, ring: KeyRing) {
  return defineEndpoint({
    operationId: 'listStorage',
    summary: 'List what an integration stores',
    description: 'All of it, by key. A token of scope read gets no values.',
    tag: 'storage',
    params: integrationParams,
    answers: { 200: { description: 'What is stored.', schema: Type.Array(storedSchema) } },
    problems: ['integration_not_found'],
    async handle({ params, caller }) {
      await findIntegration(database, params);
      const values = await readStoredValues(database, ring, params.integration);
      const stored = await listStored(database, params.integration);
      return stored.map((row) => describeStored(values.open(row), mayReadValues(caller)));
    },
  });
}

/** Reads what an integration stores under a key. */
export function getStoredValue(database: Database, ring: KeyRing) {
  return defineEndpoint({
    operationId: 'getStoredValue',
    summary: 'Read what an integration stores under a key',
    description: 'A token of scope read gets no value.',
    tag: 'storage',
    params: storedParams,
    answers: { 200: { description: 'What is stored.', schema: storedSchema } },
    problems: ['integration_not_found', 'stored_value_not_found'],
    async handle({ params, caller }) {
      await findIntegration(database, params);
      const values = await readStoredValues(database, ring, params.integration);
      const stored = await listStored(database, params.integration);
      const found = stored.find(({ key }) => key === params.key);
      if (found === undefined) throw storedValueNotFound(params);
      return describeStored(values.open(found), mayReadValues(caller));
    },
  });
}

/** Who may try scripts on a copy of the storage may see its values as well. */
function mayReadValues(caller: Caller | undefined): boolean {
  return caller?.scope === 'operate' || caller?.scope === 'admin';
}

export function storedValueNotFound({
  integration,
  key,
}: {
  readonly integration: string;
  readonly key: string;
}): Problem {
  return new Problem('stored_value_not_found', `Integration "${integration}" stores nothing under "${key}".`);
}
