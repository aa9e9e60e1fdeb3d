import type { StoredValue } from '../api/entities.ts';
import { defineCommand } from '../command.ts';
import { Failure } from '../failure.ts';
import { integrationArgument } from '../integrations/choose-integration.ts';
import { printTable } from '../output/print-table.ts';
import { tableOptions, type TableOptions } from '../output/table-options.ts';
import type { Column } from '../output/table.ts';
import { chooseStorageApi } from '../storage/storage-api.ts';

const columns: readonly Column<StoredValue>[] = [
  { id: 'key', header: 'Key', value: ({ key }) => key, isWhole: true },
  {
    id: 'value',
    header: 'Value',
    value: ({ is_secret, value }) => value ?? (is_secret ? '[Hidden: holds a secret]' : '[Hidden]'),
  },
  { id: 'characters', header: 'Characters', value: ({ characters }) => characters },
  { id: 'updated', header: 'Updated', value: ({ updated_at }) => updated_at, isDate: true },
];

/** `integration:storage:list` */
export const integrationStorageList = defineCommand<TableOptions>({
  name: 'integration:storage:list',
  summary: 'Lists what an integration stores',
  details: 'Values are JSON text. Those that hold a sensitive variable are not shown.',
  arguments: { '[integration]': integrationArgument },
  options: tableOptions,
  async run(session, { args: [integrationId], options }) {
    const api = await chooseStorageApi(session, integrationId);
    const rows = await api.get<StoredValue[]>([]);
    if (rows.length === 0) throw new Failure('Nothing is stored');
    await printTable(session.terminal, { columns, rows }, options);
  },
});
