import type { Token } from '../api/entities.ts';
import { defineCommand } from '../command.ts';
import { Failure } from '../failure.ts';
import { printTable } from '../output/print-table.ts';
import { tableOptions, type TableOptions } from '../output/table-options.ts';
import type { Column } from '../output/table.ts';

const columns: readonly Column<Token>[] = [
  { id: 'id', header: 'ID', value: ({ id }) => id, isWhole: true },
  { id: 'name', header: 'Name', value: ({ name }) => name },
  { id: 'scope', header: 'Scope', value: ({ scope }) => scope },
  { id: 'project', header: 'Project', value: ({ project }) => project },
  { id: 'created', header: 'Created', value: (token) => token['created_at'], isDate: true },
  { id: 'expires', header: 'Expires', value: (token) => token['expires_at'], isDate: true },
  {
    id: 'differing',
    header: 'Differing posts',
    value: (token) => token['differing_posts'],
    isExtra: true,
  },
  { id: 'revoked', header: 'Revoked', value: (token) => token['revoked_at'], isDate: true, isExtra: true },
];

/** `token:list` */
export const tokenList = defineCommand<TableOptions>({
  name: 'token:list',
  summary: 'Lists tokens, without their secret part',
  options: tableOptions,
  async run({ api, terminal }, { options }) {
    const rows = await api.get<Token[]>(['tokens']);
    if (rows.length === 0) throw new Failure('No tokens found');
    await printTable(terminal, { columns, rows }, options);
  },
});
