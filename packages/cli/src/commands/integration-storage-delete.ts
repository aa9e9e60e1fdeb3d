import { defineCommand } from '../command.ts';
import { integrationArgument } from '../integrations/choose-integration.ts';
import { chooseStorageApi, toStoredKey } from '../storage/storage-api.ts';

/** `integration:storage:delete` */
export const integrationStorageDelete = defineCommand({
  name: 'integration:storage:delete',
  summary: 'Removes what an integration stores under a key',
  arguments: { '<integration>': integrationArgument, '<key>': 'the key' },
  async run(session, { args: [integrationId, key = ''] }) {
    const api = await chooseStorageApi(session, integrationId);
    await session.prompts.confirm(`Delete what is stored under ${key}?`);
    await api.send('DELETE', [toStoredKey(key)]);
    session.terminal.note(`Deleted ${key}`, 'green');
  },
});
