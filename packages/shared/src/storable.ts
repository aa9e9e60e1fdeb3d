/** PostgreSQL's text has no NUL and no lone surrogates: both become U+FFFD. */
export function storable(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\uFFFD');
}
