import { createApi, type Api } from './api/api.ts';
import { openPrompts, type Prompts } from './input/prompts.ts';
import { readServer, readToken, type GlobalOptions } from './settings.ts';
import { openTerminal, type Terminal } from './terminal.ts';

/** What a command works with: the server, the terminal, the person in front of it. */
export interface Session {
  readonly api: Api;
  readonly terminal: Terminal;
  readonly prompts: Prompts;
  /** The project named by `--project` or `UPSHOT_PROJECT`. */
  readonly project: string | undefined;
}

/** Opens a session from the options every command takes. Nothing is sent, and no token needed, until `api` is used. */
export function openSession(options: GlobalOptions): Session {
  const terminal = openTerminal({ isQuiet: options.quiet === true });
  return {
    api: createApi({
      server: () => readServer(options),
      token: () => readToken(options),
      note: (text) => terminal.note(text, 'dim'),
      trace: options.verbose > 0 ? (text) => terminal.warn(text, 'dim') : () => {},
    }),
    terminal,
    prompts: openPrompts({
      saysYes: options.yes === true,
      saysNo: options.no === true,
      mayAsk: options.interaction && options.yes !== true && options.no !== true,
    }),
    project: options.project === '' ? undefined : options.project,
  };
}
