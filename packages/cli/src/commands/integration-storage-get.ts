import type { StoredValue } from '../api/entities.ts';
import { defineCommand } from '../command.ts';
import { Failure } from '../failure.ts';
import { integrationArgument } from '../integrations/choose-integration.ts';
import { chooseStorageApi, toStoredKey } from '../storage/storage-api.ts';

/** `integration:storage:get` */
export const integrationStorageGet = defineCommand({
  name: 'integration:storage:get',
  summary: 'Prints what an integration stores under a key, as JSON',
  arguments: { '<integration>': integrationArgument, '<key>': 'the key' },
  async run(session, { args: [integrationId, key = ''] }) {
    const api = await chooseStorageApi(session, integrationId);
    const { value, is_secret } = await api.get<StoredValue>([toStoredKey(key)]);
    if (value === undefined)
      throw new Failure(is_secret ? 'The value holds a secret.' : 'This takes a token of scope operate.');
    session.terminal.data(`${value}\n`);
  },
});
