import { replaceParts } from './replace-parts.ts';
import type { Decoded, Replacement } from './replace-parts.ts';

/**
 * What a reader does not see between letters: sequences that terminals obey, control characters except white space,
 * marks that combine with a letter, soft hyphens, and characters without a width.
 */
const invisible =
  // oxlint-disable-next-line eslint/no-control-regex -- control characters are among what it finds
  /\u001B(?:\[[0-?]{0,64}[ -/]{0,8}[@-~]|\][^\u0007\u001B]{0,512}(?:\u0007|\u001B\\)|[ -/]{0,8}[0-~])|[\p{Default_Ignorable_Code_Point}\p{Cf}\p{Mn}\p{Me}]+|[^\P{Cc}\t\n\r]+/gu;

/** Removes what is invisible in a text; undefined where nothing is. */
export function removeInvisible(text: string): Decoded | undefined {
  return replaceParts(text, invisibleParts(text));
}

function* invisibleParts(text: string): Generator<Replacement> {
  for (const { 0: part, index } of text.matchAll(invisible)) yield { index, length: part.length, by: '' };
}
