import type { EventType } from '../api/entities.ts';
import { defineCommand } from '../command.ts';
import { Failure } from '../failure.ts';
import { printTable } from '../output/print-table.ts';
import { tableOptions, type TableOptions } from '../output/table-options.ts';
import type { Column } from '../output/table.ts';

const columns: readonly Column<EventType>[] = [
  { id: 'type', header: 'Type', value: ({ type }) => type, isWhole: true },
  { id: 'title', header: 'Title', value: ({ title }) => title },
  { id: 'category', header: 'Category', value: ({ category }) => category },
  { id: 'deprecated', header: 'Deprecated', value: ({ deprecated }) => deprecated },
  { id: 'description', header: 'Description', value: ({ description }) => description, isExtra: true },
];

/** `event-type:list` */
export const eventTypeList = defineCommand<TableOptions>({
  name: 'event-type:list',
  summary: 'Lists the activity types that are known, to be named in --events',
  options: tableOptions,
  async run({ api, terminal }, { options }) {
    const rows = await api.get<EventType[]>(['event-types']);
    if (rows.length === 0) throw new Failure('No event types found');
    await printTable(terminal, { columns, rows }, options);
    if (options.format === 'table') {
      terminal.note('\nPrint a whole activity of a type with: upshot activity:sample <type>');
    }
  },
});
