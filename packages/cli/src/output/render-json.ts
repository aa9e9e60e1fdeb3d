import type { Sheet } from './table.ts';

/** An array: the server's own objects, or only the chosen columns when `--columns` names some. */
export function renderJson<Row>(sheet: Sheet<Row>): string {
  return `${JSON.stringify(narrowRows(sheet), undefined, 2)}\n`;
}

/** The server's own objects, or only the chosen columns of each when `--columns` names some. */
export function narrowRows<Row>({ columns, rows, isNarrowed }: Sheet<Row>): readonly unknown[] {
  const narrow = (row: Row) => Object.fromEntries(columns.map(({ id, value }) => [id, value(row) ?? null]));
  return isNarrowed ? rows.map(narrow) : rows;
}
