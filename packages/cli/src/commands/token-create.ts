import { toTimestamp } from '@upshot/shared/timestamp';
import { tokenScopes } from '@upshot/shared/token-scope';
import { Option } from 'commander';
import type { Token } from '../api/entities.ts';
import { defineCommand } from '../command.ts';
import { parseDate } from '../input/parse-option.ts';
import { jsonText } from '../output/whole-json.ts';

interface Options {
  readonly scope: string;
  readonly name?: string;
  readonly expires?: Date;
  readonly format: 'plain' | 'json';
}

/** `token:create` */
export const tokenCreate = defineCommand<Options>({
  name: 'token:create',
  summary: 'Makes a token; it is printed this once',
  details:
    'A producer may post activities and read the outcome of the runs they caused, a reader may read everything of ' +
    'its project, an admin may do everything. It is good for the project of --project or UPSHOT_PROJECT only; ' +
    '--project "" makes it good for every project.',
  options: [
    new Option('--scope <scope>', 'what it may do').choices(tokenScopes).makeOptionMandatory(),
    new Option('--name <name>', 'what it is for'),
    new Option('--expires <date>', 'when it ends (default: never)').argParser(parseDate),
    new Option('--format <format>', 'print the token alone, or all about it')
      .choices(['plain', 'json'])
      .default('plain'),
  ],
  async run({ api, project, terminal }, { options: { scope, name, expires, format } }) {
    const body = { scope, project, name: name ?? scope, expires_at: expires && toTimestamp(expires) };
    const token = await api.send<Token>('POST', ['tokens'], body);
    terminal.note(`Created token ${token.id} (${scope}). Keep it: it is not shown again.`, 'green');
    terminal.data(format === 'json' ? jsonText(token, format) : `${token.token}\n`);
  },
});
