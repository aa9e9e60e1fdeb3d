import { storageQuota } from '@upshot/shared/storage-quota';
import { Type, type Static } from 'typebox';
import { integrationParams } from '../integrations/find-integration.ts';
import { timestamp } from '../http/schemas.ts';
import { invalid } from '../http/validate.ts';

/** A key as the API names it. */
const storedKey = Type.String({
  maxLength: storageQuota.keyLength,
  description: 'As JSON writes it, without its quotes: any key can be named.',
});

/** A value as the API takes and answers it. */
export const storedJson = Type.String({
  maxLength: storageQuota.valueLength,
  description: 'The value as JSON text, every digit as it is stored.',
});

/** The path of one stored value. */
export const storedParams = Type.Object({ ...integrationParams.properties, key: storedKey });

/** What a script has stored under a key. */
export const storedSchema = Type.Object({
  key: storedKey,
  value: Type.Optional(
    Type.String({
      description: 'As JSON text. Left out where is_secret, and for a token of scope read.',
    }),
  ),
  is_secret: Type.Boolean({ description: 'Holds a sensitive variable, so that it is never answered.' }),
  characters: Type.Integer({ description: 'Those of key and value, as the limits count them.' }),
  updated_at: timestamp,
});

export type StoredDocument = Static<typeof storedSchema>;

/** Throws a problem unless a key is written as JSON writes it. */
export function requireNotation(key: string, field: string): void {
  const proper = notationOf(key);
  if (proper === key) return;
  const hint = proper === undefined ? 'must be written as JSON writes it, without its quotes' : undefined;
  throw invalid([{ field, message: hint ?? `must be written as JSON writes it: ${proper}` }]);
}

/** Throws a problem unless a text is JSON. */
export function requireJson(text: string, field: string): void {
  try {
    JSON.parse(text);
  } catch (fault) {
    throw invalid([{ field, message: `must be JSON text: ${(fault as Error).message.toWellFormed()}` }]);
  }
}

/** How JSON writes the key, without its quotes; undefined for what is no JSON. */
function notationOf(key: string): string | undefined {
  try {
    return JSON.stringify(JSON.parse(`"${key}"`)).slice(1, -1);
  } catch {
    return undefined;
  }
}
