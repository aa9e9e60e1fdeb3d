import { seal, unseal, type KeyRing } from '@upshot/secrets/seal';
import { invalid } from '../http/validate.ts';

/** The value of a variable, in one of the two columns that can hold it. */
export type StoredValue =
  | { readonly value: string; readonly value_sealed: null }
  | { readonly value: null; readonly value_sealed: string };

export interface PlainValue {
  readonly value: string;
  readonly isJson: boolean;
  readonly isSensitive: boolean;
}

const maxValueBytes = 64 * 1024;

/**
 * Prepares a variable's value for the ledger, sealed if it is sensitive. Throws a problem when it is too large or not
 * JSON.
 */
export function writeValue(ring: KeyRing, variableId: string, plain: PlainValue): StoredValue {
  const { value, isJson, isSensitive } = plain;
  if (Buffer.byteLength(value) > maxValueBytes) {
    throw invalid([{ field: 'value', message: `must not have more than ${maxValueBytes} bytes` }]);
  }
  if (isJson && !isJsonText(value)) {
    throw invalid([{ field: 'value', message: 'must be JSON text, since is_json is true' }]);
  }
  return isSensitive
    ? { value: null, value_sealed: seal(ring, value, variableContext(variableId)) }
    : { value, value_sealed: null };
}

/** Opens a sensitive value, to seal it anew. */
export function openValue(ring: KeyRing, variableId: string, sealed: string): string {
  return unseal(ring, sealed, variableContext(variableId));
}

/** What a sealed value is bound to. */
export function variableContext(variableId: string): string {
  return `variable:${variableId}`;
}

function isJsonText(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
