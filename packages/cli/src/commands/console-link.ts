import { Option } from 'commander';
import { chooseProject } from '../choose-project.ts';
import type { PortalLink } from '../api/entities.ts';
import { defineCommand } from '../command.ts';
import { collect, collectList, integerFrom } from '../input/parse-option.ts';
import { jsonText } from '../output/whole-json.ts';

interface Options {
  readonly scope: 'read' | 'operate';
  readonly expires?: number;
  readonly integration?: string[];
  readonly embed?: string[];
  readonly theme?: string;
  readonly format: 'plain' | 'json';
}

const WEEK_S = 604_800;

/** `console:link` */
export const consoleLink = defineCommand<Options>({
  name: 'console:link',
  summary: "Makes a one-time link to the project's console",
  details:
    'It signs in once, within ten minutes, to this project alone: without variables, and without editing. Revoking ' +
    'the token that makes it ends its session. Takes a token of scope admin.',
  options: [
    new Option('--scope <scope>', 'operate also replays, pauses, resumes, tests and acknowledges issues')
      .choices(['read', 'operate'])
      .default('read'),
    new Option('--expires <seconds>', 'how long its session is good (default: 3600)').argParser(
      integerFrom(60, WEEK_S),
    ),
    new Option('--integration <name>', 'the only ones that it shows, by id or name; repeatable').argParser(
      collectList,
    ),
    new Option('--embed <origin>', 'the page that shows it in a frame; repeatable').argParser(collect),
    new Option('--theme <theme>', 'how it looks (default: as the system)').choices(['light', 'dark']),
    new Option('--format <format>', 'print the link alone, or all about it')
      .choices(['plain', 'json'])
      .default('plain'),
  ],
  async run(session, { options }) {
    const { scope, expires: expires_in, integration: integrations, embed, theme, format } = options;
    const { id, api } = await chooseProject(session);
    const body = { scope, expires_in, integrations, embed, theme };
    const link = await api.send<PortalLink>('POST', ['console-links'], body);
    const url = URL.canParse(link.url) ? link.url : `${session.api.server().replace(/\/+$/, '')}${link.url}`;
    session.terminal.note(
      `Made a link to the console of ${id} (${scope}). It opens once, within ten minutes.`,
    );
    session.terminal.data(format === 'json' ? jsonText({ ...link, url }, format) : `${url}\n`);
  },
});
