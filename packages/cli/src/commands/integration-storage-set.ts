import { Option } from 'commander';
import { defineCommand } from '../command.ts';
import { Failure } from '../failure.ts';
import { readText } from '../input/read-text.ts';
import { integrationArgument } from '../integrations/choose-integration.ts';
import { chooseStorageApi, toStoredKey } from '../storage/storage-api.ts';

interface Options {
  readonly value?: string;
  readonly valueFile?: string;
}

/** `integration:storage:set` */
export const integrationStorageSet = defineCommand<Options>({
  name: 'integration:storage:set',
  summary: 'Stores a value for the script of an integration',
  details:
    'Runs that begin from now on see it, unless a worker is at a turn of the integration already: what its runs ' +
    'store wins. integration:pause holds them back.',
  arguments: { '<integration>': integrationArgument, '<key>': 'the key' },
  options: [
    new Option('--value <json>', 'the value, as JSON'),
    new Option('--value-file <file>', 'the file the value is read from (- for standard input)'),
  ],
  async run(session, { args: [integrationId, key = ''], options: { value, valueFile } }) {
    if ((value === undefined) === (valueFile === undefined))
      throw new Failure('Give the value with --value or with --value-file.');
    const text = value ?? (await readText(valueFile ?? '-')).trim();
    const api = await chooseStorageApi(session, integrationId);
    await api.send('PUT', [toStoredKey(key)], { value: text });
    session.terminal.note(`Stored ${key}`, 'green');
  },
});
