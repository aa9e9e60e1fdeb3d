import { jsonLeaves } from '@upshot/secrets/redact/json-leaves';
import { looksLikeToken } from '@upshot/secrets/redact/describe-request';

/** Names that are given to secrets. */
const SECRET_NAME = /token|secret|passw|credential|auth|key|webhook|hook|dsn|signature|private/i;

/**
 * Tells whether a variable is to be masked: its name is one that secrets have, or its value looks like a token, or like
 * a URL that holds one. A value of a few letters would mask half the output, and is none.
 */
export function isSecretVariable(name: string, value: unknown): boolean {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return SECRET_NAME.test(name) || text.split(/[/\s"?&=@,:]+/).some(looksLikeToken);
}

/** The texts to redact for a value: the whole of a text, and every text and number inside a JSON value. */
export function secretTexts(value: unknown): readonly string[] {
  return typeof value === 'string' ? [value] : [...jsonLeaves(value), JSON.stringify(value)];
}
