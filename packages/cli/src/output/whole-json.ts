import type { Format } from './format.ts';
import type { TableOptions } from './table-options.ts';

/** Tells whether the server's own response is wanted as JSON, and not a table of chosen columns. */
export function isWholeJson({ format, columns }: Pick<TableOptions, 'format' | 'columns'>): boolean {
  return (format === 'json' || format === 'ndjson') && columns === undefined;
}

/** Writes a value as JSON: on one line for `ndjson`. */
export function jsonText(value: unknown, format: Format): string {
  return `${JSON.stringify(value, undefined, format === 'ndjson' ? undefined : 2)}\n`;
}

/** Writes a list as JSON: one item a line for `ndjson`. */
export function jsonListText(items: readonly unknown[], format: Format): string {
  if (format !== 'ndjson') return jsonText(items, format);
  return items.map((item) => jsonText(item, format)).join('');
}
