import { makeError } from '../make-error.ts';
import { toText, wellFormed } from '../primordials.ts';

/** What web standards call a USVString: the text of any value, in which half of a surrogate pair becomes U+FFFD. */
export function webText(value: unknown): string {
  if (typeof value === 'symbol') throw makeError('TypeError', 'a symbol cannot be a text', webText);
  return wellFormed(toText(value));
}
