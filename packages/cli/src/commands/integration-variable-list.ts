import type { Variable } from '../api/entities.ts';
import { defineCommand } from '../command.ts';
import { Failure } from '../failure.ts';
import { printTable } from '../output/print-table.ts';
import { tableOptions, type TableOptions } from '../output/table-options.ts';
import type { Column } from '../output/table.ts';
import { chooseVariablesApi } from '../variables/choose-variable.ts';
import { integrationArgument } from '../integrations/choose-integration.ts';

const columns: readonly Column<Variable>[] = [
  { id: 'id', header: 'ID', value: ({ id }) => id, isWhole: true, isExtra: true },
  { id: 'name', header: 'Name', value: ({ name }) => name, isWhole: true },
  {
    id: 'value',
    header: 'Value',
    value: (variable) => (variable.is_sensitive ? '[Hidden: sensitive value]' : variable.value),
  },
  { id: 'is_json', header: 'JSON', value: (variable) => variable.is_json },
  { id: 'is_sensitive', header: 'Sensitive', value: (variable) => variable.is_sensitive },
  {
    id: 'created',
    header: 'Created',
    value: (variable) => variable['created_at'],
    isDate: true,
    isExtra: true,
  },
  {
    id: 'updated',
    header: 'Updated',
    value: (variable) => variable['updated_at'],
    isDate: true,
    isExtra: true,
  },
];

/** `integration:variable:list` */
export const integrationVariableList = defineCommand<TableOptions>({
  name: 'integration:variable:list',
  summary: "Lists an integration's variables",
  arguments: { '[integration]': integrationArgument },
  options: tableOptions,
  async run(session, { args: [integrationId], options }) {
    const api = await chooseVariablesApi(session, integrationId);
    const rows = await api.get<Variable[]>([]);
    if (rows.length === 0) throw new Failure('No variables found');
    await printTable(session.terminal, { columns, rows }, options);
  },
});
