import type { Sheet } from './table.ts';

/** An array: the server's own objects, or only the chosen columns when `--columns` names some. */
export function renderJson<Row>({ columns, rows, isNarrowed }: Sheet<Row>): string {
  const narrow = (row: Row) => Object.fromEntries(columns.map(({ id, value }) => [id, value(row) ?? null]));
  return `${JSON.stringify(isNarrowed ? rows.map(narrow) : rows, undefined, 2)}\n`;
}
