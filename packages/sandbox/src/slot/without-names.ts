/** What V8 takes for the name of a text: a comment, and also the same words in a string. */
const NAME = /\/\/[#@](?=\s+sourceURL=)/g;

/**
 * Takes away the names that a source gives itself with `sourceURL`: under another name, or a false one, an error could
 * not be placed. Every position stays as it is.
 */
export function withoutNames(source: string): string {
  return source.replaceAll(NAME, '// ');
}
