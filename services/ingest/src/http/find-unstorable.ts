import type { FieldFault } from './explain-fault.ts';

/**
 * Finds text that the ledger cannot hold: NUL, and halves of surrogate pairs. Undefined when all is well.
 * (A posted activity may hold both: it is kept as bytes.)
 */
export function findUnstorable(value: unknown, field = ''): FieldFault | undefined {
  if (typeof value === 'string') return inText(value, field);
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [key, inner] of Object.entries(value)) {
    const path = Array.isArray(value) ? `${field}[${key}]` : field === '' ? key : `${field}.${key}`;
    const fault = inText(key, JSON.stringify(path)) ?? findUnstorable(inner, path);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function inText(text: string, field: string): FieldFault | undefined {
  if (text.includes('\0')) return { field, message: 'must not contain the NUL character' };
  if (!text.isWellFormed()) return { field, message: 'must not contain half of a surrogate pair' };
  return undefined;
}
