import type { Project } from '../api/entities.ts';
import { defineCommand } from '../command.ts';
import { Failure } from '../failure.ts';
import { printTable } from '../output/print-table.ts';
import { tableOptions, type TableOptions } from '../output/table-options.ts';
import type { Column } from '../output/table.ts';

const columns: readonly Column<Project>[] = [
  { id: 'id', header: 'ID', value: ({ id }) => id, isWhole: true },
  { id: 'title', header: 'Title', value: ({ title }) => title },
  { id: 'region', header: 'Region', value: (project) => project['region'], isExtra: true },
  { id: 'created', header: 'Created', value: (project) => project['created_at'], isDate: true },
];

/** `project:list` */
export const projectList = defineCommand<TableOptions>({
  name: 'project:list',
  summary: 'Lists the projects the token may see',
  options: tableOptions,
  async run({ api, terminal }, { options }) {
    const rows = await api.get<Project[]>(['projects']);
    if (rows.length === 0) throw new Failure('No projects found');
    await printTable(terminal, { columns, rows }, options);
  },
});
