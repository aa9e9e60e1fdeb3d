/** How a quotation mark stands within single quotes in POSIX shells and zsh. */
const POSIX_MARK = String.raw`'\''`;

/** One word of a shell, in single quotes. Fish writes a quotation mark in another way. */
export function shellQuote(text: string, quotationMark = POSIX_MARK): string {
  return `'${text.replaceAll("'", quotationMark)}'`;
}
