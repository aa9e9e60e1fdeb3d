import { renderCsv, renderTsv } from './render-csv.ts';
import { renderJson } from './render-json.ts';
import { renderNdjson } from './render-ndjson.ts';
import { renderPlain } from './render-plain.ts';
import type { Sheet } from './table.ts';

/** How tables can be written. A further format is one line here. */
export const formats = {
  // With the libraries that measure and draw: only a table needs them.
  table: async <Row>(sheet: Sheet<Row>) => (await import('./render-table.ts')).renderTable(sheet),
  csv: renderCsv,
  tsv: renderTsv,
  plain: renderPlain,
  json: renderJson,
  ndjson: renderNdjson,
} satisfies Record<string, <Row>(sheet: Sheet<Row>) => string | Promise<string>>;

export type Format = keyof typeof formats;
