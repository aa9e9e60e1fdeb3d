import type { Database } from '@upshot/ledger/connect';
import { editStorage } from '@upshot/ledger/storage/edit';
import type { KeyRing } from '@upshot/secrets/seal';
import { Problem } from '@upshot/shared/problem';
import { findStorageRefusal } from '@upshot/shared/storage-quota';
import { Type } from 'typebox';
import { defineEndpoint } from '../http/endpoint.ts';
import { invalid } from '../http/validate.ts';
import { findIntegration, integrationNotFound, integrationParams } from '../integrations/find-integration.ts';
import { storedValueNotFound } from './read-storage.ts';
import { requireJson, requireNotation, storedJson, storedParams, storedSchema } from './stored-schema.ts';
import { describeStored, readStoredValues, type OpenStored } from './stored-values.ts';

const problems = ['integration_not_found'] as const;

const later =
  'Runs that begin from now on see it, unless a worker is at a turn of the integration already: its runs see what ' +
  'was stored before, and what they store wins. Pause the integration to be sure.';

/** Stores a value. */
export function putStoredValue(database: Database, ring: KeyRing) {
  return defineEndpoint({
    operationId: 'putStoredValue',
    summary: 'Store a value under a key',
    description: `With \`if_value\` only while that is stored, null standing for nothing. ${later}`,
    tag: 'storage',
    params: storedParams,
    body: Type.Object(
      {
        value: storedJson,
        if_value: Type.Optional(Type.Union([Type.String(), Type.Null()])),
      },
      { additionalProperties: false },
    ),
    answers: { 200: { description: 'What is stored now.', schema: storedSchema } },
    problems: [...problems, 'changed_meanwhile'],
    async handle({ params, body: { value, if_value: expected } }) {
      const { integration, key } = params;
      requireNotation(key, 'key');
      requireJson(value, 'value');
      await findIntegration(database, params);
      const values = await readStoredValues(database, ring, integration);
      const edit = await editStorage(database, integration, (rows) => {
        const stored = rows.map(values.open);
        if (expected !== undefined)
          requireUnchanged(
            stored.find((item) => item.key === key),
            expected,
          );
        refuseExcess(stored, [[key, value]], 'value');
        return { set: new Map([[key, values.seal(key, value)]]), removed: [] };
      });
      if (edit === undefined) throw integrationNotFound(params);
      const row = edit.after.find((item) => item.key === key);
      if (row === undefined) throw storedValueNotFound(params);
      return describeStored(values.open(row), true);
    },
  });
}

/** Removes a value. */
export function deleteStoredValue(database: Database, ring: KeyRing) {
  return defineEndpoint({
    operationId: 'deleteStoredValue',
    summary: 'Remove what is stored under a key',
    description: later,
    tag: 'storage',
    params: storedParams,
    answers: { 200: { description: 'What was stored.', schema: storedSchema } },
    problems: [...problems, 'stored_value_not_found'],
    async handle({ params }) {
      const { integration, key } = params;
      await findIntegration(database, params);
      const values = await readStoredValues(database, ring, integration);
      const edit = await editStorage(database, integration, (rows) => {
        const row = rows.find((item) => item.key === key);
        if (row === undefined) throw storedValueNotFound(params);
        return { set: new Map(), removed: [key], was: values.open(row) };
      });
      if (edit === undefined) throw integrationNotFound(params);
      return describeStored(edit.was, true);
    },
  });
}

const importAnswer = Type.Object({
  written: Type.Integer({ description: 'How many keys were written.' }),
  removed: Type.Integer({ description: 'How many keys were removed.' }),
});

/** Stores many values at once. */
export function importStorage(database: Database, ring: KeyRing) {
  return defineEndpoint({
    operationId: 'importStorage',
    summary: 'Store many values at once',
    description: `All of them or none. With \`replace\` all other keys are removed. ${later}`,
    tag: 'storage',
    params: integrationParams,
    body: Type.Object(
      {
        values: Type.Record(Type.String(), storedJson, {
          description: 'Values as JSON text by key; a key as JSON writes it, without its quotes.',
        }),
        replace: Type.Optional(Type.Boolean({ description: 'Remove all other keys (false).' })),
      },
      { additionalProperties: false },
    ),
    maxBodyBytes: 8 * 1024 * 1024,
    answers: { 200: { description: 'What was done.', schema: importAnswer } },
    problems,
    async handle({ params, body: { values: given, replace = false } }) {
      const { integration } = params;
      const entries = Object.entries(given);
      for (const [key, value] of entries) {
        requireNotation(key, `values.${key}`);
        requireJson(value, `values.${key}`);
      }
      await findIntegration(database, params);
      const values = await readStoredValues(database, ring, integration);
      const edit = await editStorage(database, integration, (rows) => {
        const removed = replace ? rows.map(({ key }) => key).filter((key) => !Object.hasOwn(given, key)) : [];
        const kept = rows.filter(({ key }) => !removed.includes(key)).map(values.open);
        refuseExcess(kept, entries, 'values');
        return { set: new Map(entries.map(([key, json]) => [key, values.seal(key, json)])), removed };
      });
      if (edit === undefined) throw integrationNotFound(params);
      return { written: edit.set.size, removed: edit.removed.length };
    },
  });
}

function requireUnchanged(stored: OpenStored | undefined, expected: string | null): void {
  if (stored?.isSecret === true)
    throw invalid([{ field: 'if_value', message: 'is of no use: what is stored holds a secret' }]);
  if ((stored?.json ?? null) === expected) return;
  const message =
    stored === undefined ? 'is given, and nothing is stored any more' : 'is no longer what is stored';
  throw new Problem('changed_meanwhile', `if_value ${message}`, { fields: { if_value: message } });
}

/** Throws a problem when the limits of a storage do not allow these values beside what is stored. */
function refuseExcess(
  stored: readonly OpenStored[],
  entries: readonly (readonly [string, string])[],
  field: string,
): void {
  const all = new Map(stored.map(({ key, json }) => [key, json]));
  for (const [key, json] of entries) {
    const message = findStorageRefusal(all, key, json);
    if (message !== undefined) throw invalid([{ field, message: `is too much: ${message}` }]);
    all.set(key, json);
  }
}
