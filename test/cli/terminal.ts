import { stripVTControlCharacters } from 'node:util';
import { spawn } from '@lydell/node-pty';
import { eventually } from '@upshot/testing/eventually';
import { adminToken } from '@upshot/testing/processes';
import { upshotFile } from '@upshot/testing/run-upshot';
import { project } from '@upshot/testing/system';

interface TerminalOptions {
  readonly columns?: number;
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** A program at a pseudo-terminal, driven by a test. */
export interface Terminal extends Disposable {
  /** Everything the program has shown, escape sequences included. */
  readonly raw: () => string;
  /** The same as plain text with LF line ends. */
  readonly shown: () => string;
  /** Waits until a text is shown after the last answer. */
  readonly expect: (text: string) => Promise<void>;
  /** Waits for a text and for the prompt after it, which ends in a blank, then types keys. */
  readonly answer: (text: string, keys: string) => Promise<void>;
  /** Types keys at once. */
  readonly press: (keys: string) => void;
  /** Settles with the exit code, or with the number of the signal that ended the program, such as `signal 2`. */
  readonly ended: Promise<number | string>;
}

/** What a process at the terminal sees: only what it needs, without the settings of the developer. */
export function terminalEnvironment(url: string): Record<string, string> {
  const { PATH = '', HOME = '' } = process.env;
  return {
    PATH,
    HOME,
    TZ: 'UTC',
    TERM: 'xterm-256color',
    UPSHOT_URL: url,
    UPSHOT_TOKEN: adminToken,
    UPSHOT_PROJECT: project,
  };
}

/** Starts the command line at a terminal of its own, 100 columns wide unless told. */
export function openUpshot(url: string, line: string, options: TerminalOptions = {}): Terminal {
  return openTerminal(url, upshotFile, line.split(' '), options);
}

/** Starts any program at a terminal of its own. */
export function openTerminal(
  url: string,
  file: string,
  args: readonly string[],
  { columns = 100, cwd = process.cwd(), env = {} }: TerminalOptions = {},
): Terminal {
  const child = spawn(file, [...args], {
    name: 'xterm-256color',
    cols: columns,
    rows: 40,
    cwd,
    env: { ...terminalEnvironment(url), ...env },
  });
  let raw = '';
  let answered = 0;
  let hasEnded = false;
  child.onData((data) => (raw += data));
  const ended = new Promise<number | string>((resolve) => {
    child.onExit(({ exitCode, signal }) => {
      hasEnded = true;
      resolve(signal === undefined || signal === 0 ? exitCode : `signal ${signal}`);
    });
  });
  const shown = () => stripVTControlCharacters(raw).replaceAll('\r\n', '\n');
  const shows = async (text: string, isEnough: (sinceAnswered: string) => boolean) => {
    await eventually(
      () => {
        if (!isEnough(shown().slice(answered))) throw new Error(`"${text}" is not shown:\n${shown()}`);
      },
      { withinMs: 15_000 },
    );
  };
  const press = (keys: string) => {
    answered = shown().length;
    child.write(keys);
  };
  return {
    raw: () => raw,
    shown,
    expect: (text) => shows(text, (since) => since.includes(text)),
    async answer(text, keys) {
      await shows(`${text} and a prompt`, (since) => since.includes(text) && since.endsWith(' '));
      press(keys);
    },
    press,
    ended,
    [Symbol.dispose]: () => {
      if (!hasEnded) child.kill('SIGKILL');
    },
  };
}
