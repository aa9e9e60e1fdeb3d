import { readFileSync } from 'node:fs';
import { Option } from 'commander';
import { exitCodes, Failure } from './failure.ts';

const DEFAULT_SERVER = 'http://127.0.0.1:8080';

/** Options that every command takes, as commander delivers them. */
export interface GlobalOptions {
  readonly server?: string;
  readonly tokenFile?: string;
  readonly project?: string;
  readonly yes?: true;
  readonly no?: true;
  readonly interaction: boolean;
  readonly quiet?: true;
  readonly verbose: number;
}

/** The options that every command takes. The token is none of them: a process list would show it. */
export const globalOptions: readonly Option[] = [
  new Option('-p, --project <id>', 'the project to work on').env('UPSHOT_PROJECT'),
  new Option('--server <url>', 'where Upshot is').env('UPSHOT_URL').default(DEFAULT_SERVER),
  new Option('--token-file <file>', 'read the token from this file instead of from UPSHOT_TOKEN'),
  new Option('-y, --yes', 'answer yes to every question, and ask nothing else'),
  new Option('-n, --no', 'answer no to every question, and ask nothing else'),
  new Option('--no-interaction', 'never ask'),
  new Option('-q, --quiet', 'print data and errors only'),
  new Option('-v, --verbose', 'show the requests; twice: also where an error came from')
    .argParser((_value, level: number) => level + 1)
    .default(0, 'off'),
];

/** Returns the server's address without a trailing slash or `/api`. */
export function readServer({ server }: GlobalOptions): string {
  const given = server === undefined || server === '' ? DEFAULT_SERVER : server;
  const url = URL.parse(given);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new Failure(`Invalid server address: ${given} (it must start with http:// or https://)`);
  }
  if (url.username !== '' || url.password !== '') {
    throw new Failure('The server address must not hold a user name or password: use UPSHOT_TOKEN.');
  }
  return (url.origin + url.pathname).replace(/\/+$/, '').replace(/\/api$/, '');
}

/** Returns the token from `--token-file` or `UPSHOT_TOKEN`. */
export function readToken({ tokenFile }: GlobalOptions): string {
  const token = (
    tokenFile === undefined ? (process.env['UPSHOT_TOKEN'] ?? '') : readTokenFile(tokenFile)
  ).trim();
  if (token === '') {
    throw new Failure('A token is required: set UPSHOT_TOKEN, or use --token-file.', exitCodes.token);
  }
  if (!/^[!-~]+$/.test(token)) throw new Failure('The token holds characters no token has.', exitCodes.token);
  return token;
}

function readTokenFile(file: string): string {
  try {
    return readFileSync(file, 'utf8').replace(/^\uFEFF/, '');
  } catch (cause) {
    throw new Failure(`The token file cannot be read: ${(cause as Error).message}`, exitCodes.token, {
      cause,
    });
  }
}
