import type { StorageUsage } from '../api/entities.ts';
import { defineCommand } from '../command.ts';
import { printTable } from '../output/print-table.ts';
import { tableOptions, type TableOptions } from '../output/table-options.ts';
import type { Column } from '../output/table.ts';

type Table = StorageUsage['tables'][number];

const columns: readonly Column<Table>[] = [
  { id: 'table', header: 'Table', value: ({ table }) => table, isWhole: true },
  { id: 'mb', header: 'MB', value: ({ bytes }) => megabytes(bytes) },
  { id: 'index_mb', header: 'Of these indexes', value: (table) => megabytes(table.index_bytes) },
  { id: 'rows', header: 'Rows (about)', value: ({ rows }) => rows },
  { id: 'days', header: 'Days', value: ({ days }) => (days === 0 ? null : days) },
  { id: 'oldest', header: 'Oldest day', value: (table) => table.oldest_day },
];

/** `storage:usage` */
export const storageUsage = defineCommand<TableOptions>({
  name: 'storage:usage',
  summary: 'Shows what takes space in the ledger',
  details:
    'The largest table first. It needs a token that may read every project. What would leave, and when the limit is ' +
    'reached: retention:plan.',
  options: tableOptions,
  async run({ api, terminal }, { options }) {
    const { bytes, bytes_per_day: perDay, tables } = await api.get<StorageUsage>(['storage-usage']);
    await printTable(terminal, { columns, rows: tables }, options);
    terminal.note(`${megabytes(bytes)} MB are stored; ${megabytes(perDay)} MB are added a day.`);
  },
});

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}
