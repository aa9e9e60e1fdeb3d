import { styleText } from 'node:util';
import { escapeControls } from './output/escape-controls.ts';

type Style = Parameters<typeof styleText>[0];

/**
 * Where text goes. Data goes to standard output and everything said about it to standard error, so that a pipe gets
 * data only. Text from elsewhere never steers the terminal: control characters are shown, not obeyed.
 */
export interface Terminal {
  /** Columns of the terminal data is shown on, or undefined for as wide as needed. */
  readonly width: number | undefined;
  /** Writes data as it is; only a terminal gets control characters escaped, and a style. */
  data(text: string, style?: Style): void;
  /** Writes text that a script or a server has printed: control characters are escaped in a pipe, too. */
  output(text: string, style?: Style): void;
  /** Says something about the data or the progress, unless --quiet. */
  note(text: string, style?: Style): void;
  /** Says something even with --quiet. */
  warn(text: string, style?: Style): void;
}

/** Opens the terminal of this process. */
export function openTerminal({ isQuiet }: { isQuiet: boolean }): Terminal {
  const { stdout } = process;
  return {
    width: terminalWidth(),
    data: (text, style) =>
      void stdout.write(styled(stdout.isTTY ? escapeControls(text) : text, style, stdout)),
    output: (text, style) => void stdout.write(styled(escapeControls(text), style, stdout)),
    note: (text, style) => {
      if (!isQuiet) writeError(text, style);
    },
    warn: writeError,
  };
}

const USUAL_WIDTH = 80;

/**
 * How wide standard output is: what `COLUMNS` says, or the terminal, or 80 for a terminal of unknown size (docker exec,
 * expect). Gives `undefined` for a pipe or a file.
 */
export function terminalWidth(): number | undefined {
  const { stdout, env } = process;
  const wanted = /^[1-9]\d{0,4}$/.test(env['COLUMNS'] ?? '') ? Number(env['COLUMNS']) : undefined;
  return wanted ?? (stdout.isTTY ? stdout.columns || USUAL_WIDTH : undefined);
}

function writeError(text: string, style?: Style): void {
  process.stderr.write(`${styled(escapeControls(text), style, process.stderr)}\n`);
}

function styled(text: string, style: Style | undefined, stream: NodeJS.WriteStream): string {
  return style === undefined ? text : styleText(style, text, { stream });
}
