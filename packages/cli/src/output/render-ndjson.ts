import { narrowRows } from './render-json.ts';
import type { Sheet } from './table.ts';

/** One JSON object a line, with the same properties as the items of `json`. */
export function renderNdjson<Row>(sheet: Sheet<Row>): string {
  return narrowRows(sheet)
    .map((row) => `${JSON.stringify(row)}\n`)
    .join('');
}
