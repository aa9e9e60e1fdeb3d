import type { Database } from '@upshot/ledger/connect';
import { findSealedOtherwise, replaceSealed } from '@upshot/ledger/integrations/sealed';
import { recordingContext, secretContext, storedContext } from '@upshot/integrations/secret-context';
import { findRecordingsSealedOtherwise, replaceSealedRecording } from '@upshot/ledger/recordings/sealed';
import { seal, unseal, type KeyRing } from '@upshot/secrets/seal';
import { findStoredSealedOtherwise, replaceSealedStored } from '@upshot/ledger/storage/sealed';
import { findValuesSealedOtherwise, replaceSealedValue } from '@upshot/ledger/variables/sealed';
import { Type } from 'typebox';
import { defineEndpoint } from '../http/endpoint.ts';
import { variableContext } from '../variables/write-value.ts';

const rotationSchema = Type.Object({
  key: Type.String({ description: 'The id of the current key: the first of UPSHOT_SECRET_KEY.' }),
  rotated: Type.Integer({
    description: 'Secrets that were sealed with another key, and now with the current one.',
  }),
  unreadable: Type.Array(
    Type.Object({ table: Type.String(), column: Type.String(), id: Type.String(), key: Type.String() }),
    { description: 'Secrets whose key is not configured, or which were tampered with: they are left alone.' },
  ),
});

type Rotation = {
  key: string;
  rotated: number;
  unreadable: { table: string; column: string; id: string; key: string }[];
};

/** Seals every secret anew that was sealed with another key than the current one. Safe to repeat, and to break off. */
export function rotateSecrets(database: Database, ring: KeyRing) {
  return defineEndpoint({
    operationId: 'rotateSecrets',
    summary: 'Seal every secret with the current key',
    description:
      'Afterwards the former keys can be taken out of UPSHOT_SECRET_KEY, unless some secrets are named as unreadable.',
    tag: 'service',
    answers: { 200: { description: 'What was done.', schema: rotationSchema } },
    async handle() {
      const rotation: Rotation = { key: ring.keys[0]?.id ?? '', rotated: 0, unreadable: [] };
      await rotateIntegrations(database, ring, rotation);
      await rotateVariables(database, ring, rotation);
      await rotateStored(database, ring, rotation);
      await rotateRecordings(database, ring, rotation);
      return rotation;
    },
  });
}

const PAGE = 500;

async function rotateIntegrations(database: Database, ring: KeyRing, rotation: Rotation): Promise<void> {
  for (let after = ''; ;) {
    const page = { prefix: `v1.${rotation.key}.`, after, limit: PAGE };
    const secrets = await findSealedOtherwise(database, page);
    for (const secret of secrets) {
      const { id, field, sealed } = secret;
      const anew = sealAnew(ring, sealed, secretContext(id, field));
      if (anew === undefined) noteUnreadable(rotation, { table: 'integrations', column: field, id, sealed });
      // A secret that was changed meanwhile is sealed with the current key.
      else if (await replaceSealed(database, secret, anew)) rotation.rotated++;
    }
    const last = secrets.at(-1);
    if (last === undefined) return;
    after = last.id;
  }
}

async function rotateVariables(database: Database, ring: KeyRing, rotation: Rotation): Promise<void> {
  for (let after = ''; ;) {
    const page = { prefix: `v1.${rotation.key}.`, after, limit: PAGE };
    const values = await findValuesSealedOtherwise(database, page);
    for (const value of values) {
      const { id, sealed } = value;
      const anew = sealAnew(ring, sealed, variableContext(id));
      if (anew === undefined)
        noteUnreadable(rotation, { table: 'variables', column: 'value_sealed', id, sealed });
      else if (await replaceSealedValue(database, value, anew)) rotation.rotated++;
    }
    const last = values.at(-1);
    if (last === undefined) return;
    after = last.id;
  }
}

async function rotateStored(database: Database, ring: KeyRing, rotation: Rotation): Promise<void> {
  for (let after = { integration_id: '', key: '' }; ;) {
    const page = { prefix: `v1.${rotation.key}.`, after, limit: PAGE };
    const { values, last } = await findStoredSealedOtherwise(database, page);
    for (const value of values) {
      const { integration_id: id, key, sealed } = value;
      const anew = sealAnew(ring, sealed, storedContext(id, key));
      if (anew === undefined) noteUnreadable(rotation, { table: 'storage', column: 'value', id, sealed });
      else if (await replaceSealedStored(database, value, anew)) rotation.rotated++;
    }
    if (last === undefined) return;
    after = last;
  }
}

async function rotateRecordings(database: Database, ring: KeyRing, rotation: Rotation): Promise<void> {
  for (let after = { run_id: '', attempt: 0 }; ;) {
    const page = { prefix: `v1.${rotation.key}.`, after, limit: PAGE / 10 };
    const recordings = await findRecordingsSealedOtherwise(database, page);
    for (const recording of recordings) {
      const { run_id: id, attempt, sealed } = recording;
      const anew = sealAnew(ring, sealed, recordingContext(id, attempt));
      if (anew === undefined)
        noteUnreadable(rotation, { table: 'recordings', column: 'cassette_sealed', id, sealed });
      else if (await replaceSealedRecording(database, recording, anew)) rotation.rotated++;
    }
    const last = recordings.at(-1);
    if (last === undefined) return;
    after = last;
  }
}

function noteUnreadable(
  { unreadable }: Rotation,
  { sealed, ...where }: Omit<Rotation['unreadable'][number], 'key'> & { readonly sealed: string },
): void {
  unreadable.push({ ...where, key: sealed.split('.')[1] ?? '' });
}

/** Undefined when the secret cannot be opened. */
function sealAnew(ring: KeyRing, sealed: string, context: string): string | undefined {
  try {
    return seal(ring, unseal(ring, sealed, context), context);
  } catch {
    return undefined;
  }
}
