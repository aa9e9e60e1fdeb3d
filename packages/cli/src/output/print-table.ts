import type { Terminal } from '../terminal.ts';
import { chooseColumns } from './choose-columns.ts';
import { formatDateText } from './format-date.ts';
import { formats } from './format.ts';
import type { TableOptions } from './table-options.ts';
import type { Column, Table } from './table.ts';

/** Prints a table in the format and with the columns the caller asked for. */
export async function printTable<Row>(
  terminal: Terminal,
  table: Table<Row>,
  options: TableOptions,
): Promise<void> {
  const text = await formats[options.format]<Row>({
    columns: chooseColumns(table.columns, options.columns ?? []),
    rows: table.rows,
    isNarrowed: options.columns !== undefined,
    hasHeader: options.header,
    width: terminal.width,
    text: (row, column) => cellText(row, column, options.dateFmt),
  });
  terminal.data(text);
}

function cellText<Row>(row: Row, column: Column<Row>, dateFormat: string): string {
  const value = column.value(row);
  if (value === null || value === undefined) return '';
  if (typeof value === 'string') return column.isDate === true ? formatDateText(value, dateFormat) : value;
  if (typeof value !== 'object') return JSON.stringify(value);
  return Array.isArray(value) && value.every((item) => typeof item !== 'object')
    ? value.join(', ')
    : JSON.stringify(value);
}
