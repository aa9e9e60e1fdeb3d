import { inspect } from './inspect.ts';
import {
  append,
  includesText,
  isArray,
  isEnumerable,
  max,
  ownKeys,
  ownValue,
  repeat,
  slice,
  toText,
} from './primordials.ts';

const MAX_ROWS = 100;
const MAX_COLUMNS = 20;
const MAX_CELL = 100;
const INDEX = '(index)';
const VALUES = 'Values';

type Row = Record<string, string>;

/**
 * Draws what `console.table` is given: a row for each entry, a column for each of their properties. Gives `undefined`
 * for what is no table: a scalar, or something that cannot be read.
 */
export function showTable(data: unknown, only: unknown): string | undefined {
  if (typeof data !== 'object' || data === null) return undefined;
  try {
    const columns = [INDEX];
    const rows: Row[] = [];
    const keys = ownKeys(data);
    for (let i = 0; i < keys.length && rows.length < MAX_ROWS; i += 1) {
      const key = keys[i];
      if (typeof key !== 'string' || !isEnumerable(data, key)) continue;
      append(rows, readRow(key, ownValue(data, key), columns));
    }
    if (rows.length === 0) return undefined;
    return draw(isArray(only) ? chosen(only) : valuesLast(columns), rows);
  } catch {
    return undefined;
  }
}

function readRow(index: string, value: unknown, columns: string[]): Row {
  const row = { __proto__: null, [INDEX]: cut(index) } as unknown as Row;
  const set = (column: string, cell: unknown) => {
    row[column] = cut(inspect(cell));
    if (!includesText(columns, column)) append(columns, column);
  };
  if (typeof value !== 'object' || value === null) {
    set(VALUES, value);
    return row;
  }
  const keys = ownKeys(value);
  for (let i = 0; i < keys.length && columns.length <= MAX_COLUMNS; i += 1) {
    const key = keys[i];
    if (typeof key === 'string' && isEnumerable(value, key)) set(cut(key), ownValue(value, key));
  }
  return row;
}

function draw(columns: readonly string[], rows: readonly Row[]): string {
  const widths: number[] = [];
  for (let c = 0; c < columns.length; c += 1) {
    const column = columns[c] as string;
    let width = column.length;
    for (let r = 0; r < rows.length; r += 1) width = max(width, (rows[r]?.[column] ?? '').length);
    append(widths, width);
  }
  const line = (left: string, between: string, right: string) => {
    let text = left;
    for (let c = 0; c < widths.length; c += 1) {
      text += `${c === 0 ? '' : between}${repeat('─', (widths[c] as number) + 2)}`;
    }
    return text + right;
  };
  const cells = (cellOf: (column: string) => string) => {
    let text = '│';
    for (let c = 0; c < columns.length; c += 1) {
      const cell = cellOf(columns[c] as string);
      text += ` ${cell}${repeat(' ', (widths[c] as number) - cell.length)} │`;
    }
    return text;
  };
  let text = `${line('┌', '┬', '┐')}\n${cells((column) => column)}\n${line('├', '┼', '┤')}\n`;
  for (let r = 0; r < rows.length; r += 1) text += `${cells((column) => rows[r]?.[column] ?? '')}\n`;
  return text + line('└', '┴', '┘');
}

function chosen(only: readonly unknown[]): string[] {
  const columns = [INDEX];
  for (let i = 0; i < only.length && i < MAX_COLUMNS; i += 1) append(columns, cut(toText(only[i])));
  return columns;
}

function valuesLast(columns: readonly string[]): string[] {
  const sorted: string[] = [];
  for (let i = 0; i < columns.length; i += 1) {
    if (columns[i] !== VALUES) append(sorted, columns[i] as string);
  }
  if (sorted.length < columns.length) append(sorted, VALUES);
  return sorted;
}

function cut(text: string): string {
  return text.length <= MAX_CELL ? text : `${slice(text, 0, MAX_CELL - 1)}…`;
}
