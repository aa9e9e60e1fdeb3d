import { Option } from 'commander';
import { defineCommand } from '../command.ts';
import { integrationArgument } from '../integrations/choose-integration.ts';
import { counted } from '../output/counted.ts';
import { readStorage } from '../script/storage-file.ts';
import { chooseStorageApi, toStoredKey } from '../storage/storage-api.ts';

/** `integration:storage:import` */
export const integrationStorageImport = defineCommand<{ readonly replace?: true }>({
  name: 'integration:storage:import',
  summary: 'Stores the members of a JSON object for the script of an integration: all or none',
  arguments: {
    '<integration>': integrationArgument,
    '<file>': 'the file (- for standard input)',
  },
  options: [new Option('--replace', 'remove all other keys')],
  async run(session, { args: [integrationId, file], options: { replace = false } }) {
    const stored = await readStorage(file);
    const values = Object.fromEntries([...stored].map(([key, json]) => [toStoredKey(key), json]));
    const api = await chooseStorageApi(session, integrationId);
    if (replace) await session.prompts.confirm('Remove all other keys?');
    const { written, removed } = await api.send<{ readonly written: number; readonly removed: number }>(
      'PUT',
      [],
      { values, replace },
    );
    const gone = removed === 0 ? '' : `, removed ${removed}`;
    session.terminal.note(`Stored ${counted(written, 'value', 'values')}${gone}`, 'green');
  },
});
