import type { StoredValue } from '../api/entities.ts';
import { defineCommand } from '../command.ts';
import { integrationArgument } from '../integrations/choose-integration.ts';
import { counted } from '../output/counted.ts';
import { chooseStorageApi } from '../storage/storage-api.ts';

/** `integration:storage:export` */
export const integrationStorageExport = defineCommand({
  name: 'integration:storage:export',
  summary: 'Prints what an integration stores as a JSON object',
  details:
    'As integration:storage:import and script:run --storage take it. Values that hold a secret are left out.',
  arguments: { '[integration]': integrationArgument },
  async run(session, { args: [integrationId] }) {
    const api = await chooseStorageApi(session, integrationId);
    const stored = await api.get<StoredValue[]>([]);
    const lines = stored.flatMap(({ key, value }) => (value === undefined ? [] : [`  "${key}": ${value}`]));
    session.terminal.data(lines.length === 0 ? '{}\n' : `{\n${lines.join(',\n')}\n}\n`);
    const hidden = stored.length - lines.length;
    if (hidden > 0) session.terminal.warn(`Left out: ${counted(hidden, 'hidden value', 'hidden values')}`);
  },
});
