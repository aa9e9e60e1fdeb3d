import { storedContext } from '@upshot/integrations/secret-context';
import type { Database } from '@upshot/ledger/connect';
import type { Stored } from '@upshot/ledger/tables';
import { listVariables } from '@upshot/ledger/variables/find';
import { readLiveWorkers } from '@upshot/ledger/workers/read';
import { createRedactor, type Redact } from '@upshot/secrets/redact/redact';
import { secretsOfVariables } from '@upshot/secrets/redact/secrets-of-variables';
import { looksSealed, seal, unseal, type KeyRing } from '@upshot/secrets/seal';
import { toTimestamp } from '@upshot/shared/timestamp';
import { openValue } from '../variables/write-value.ts';
import type { StoredDocument } from './stored-schema.ts';

/** A stored value, opened. */
export interface OpenStored {
  readonly key: string;
  readonly json: string;
  /** Whether it is sealed, or would be if it were stored now. */
  readonly isSecret: boolean;
  readonly updatedAt: Date;
}

/** How the stored values of one integration are opened and sealed. */
export interface StoredValues {
  readonly open: (stored: Stored) => OpenStored;
  readonly seal: (key: string, json: string) => string;
}

/** Reads what it takes to open and seal the stored values of an integration: its secrets, and what workers can open. */
export async function readStoredValues(
  database: Database,
  ring: KeyRing,
  integration: string,
): Promise<StoredValues> {
  const [redact, workers] = await Promise.all([
    readRedactor(database, ring, integration),
    readLiveWorkers(database),
  ]);
  // As workers have it: a value that an older one could not open is stored plain.
  const maySeal = workers.every(({ opens_sealed_storage }) => opens_sealed_storage === true);
  return {
    open: (stored) => openStored(ring, stored, redact),
    seal: (key, json) =>
      maySeal && redact(json) !== json ? seal(ring, json, storedContext(integration, key)) : json,
  };
}

/** Describes a stored value. `mayRead`: for a caller who may see values. */
export function describeStored(
  { key, json, isSecret, updatedAt }: OpenStored,
  mayRead: boolean,
): StoredDocument {
  return {
    key,
    ...(isSecret || !mayRead ? {} : { value: json }),
    is_secret: isSecret,
    characters: key.length + json.length,
    updated_at: toTimestamp(updatedAt),
  };
}

async function readRedactor(database: Database, ring: KeyRing, integration: string): Promise<Redact> {
  const variables = await listVariables(database, integration);
  const opened = variables.flatMap(({ id, value_sealed, is_json }) =>
    value_sealed === null ? [] : [{ text: openValue(ring, id, value_sealed), is_json }],
  );
  return createRedactor(secretsOfVariables(opened));
}

function openStored(ring: KeyRing, { integration_id, key, value, updated_at }: Stored, redact: Redact) {
  const isSealed = looksSealed(value);
  const json = isSealed ? unseal(ring, value, storedContext(integration_id, key)) : value;
  return { key, json, isSecret: isSealed || redact(json) !== json, updatedAt: updated_at };
}
