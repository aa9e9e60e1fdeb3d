import { hash } from 'node:crypto';
import { sql, type RawBuilder } from 'kysely';

/** The characters that may surround a JSON text (RFC 8259, section 2). */
const blanks = ' \t\n\r';

/**
 * A digest that tells bodies of activities apart. Blanks around a JSON text do not make it another one: an activity in
 * a list comes without them.
 */
export function digestBody(body: string): string {
  return hash('sha256', withoutBlanksAround(body), 'hex');
}

/** The digest of a column that holds a body, as {@link digestBody} makes it. */
export function digestOfColumn(column: string): RawBuilder<string> {
  return sql`encode(sha256(convert_to(btrim(${sql.ref(column)}, ${blanks}), 'UTF8')), 'hex')`;
}

/** Tells whether two bodies have the same digest. */
export function isSameBody(one: string, other: string): boolean {
  return withoutBlanksAround(one) === withoutBlanksAround(other);
}

/** `trim` removes more than JSON's four blanks, but a body is valid JSON: nothing else can surround it. */
function withoutBlanksAround(body: string): string {
  return body.trim();
}
