import { styleText } from 'node:util';

type Style = Parameters<typeof styleText>[0];

/** Colours text on a terminal; plain text elsewhere and where NO_COLOR is set. */
export function paint(style: Style, text: string): string {
  const coloured = process.stdout.isTTY && !process.env['NO_COLOR'];
  return coloured ? styleText(style, text, { validateStream: false }) : text;
}

/** Writes one line. */
export function say(line = ''): void {
  console.log(line);
}

/** Writes a detail of the step under way. */
export function note(message: string): void {
  say(`  ${paint('dim', `· ${message}`)}`);
}

/** Does one step of a start and says how long it took. The step returns what to say about it. */
export async function step<T>(work: () => Promise<readonly [message: string, result: T]>): Promise<T> {
  const startedAt = performance.now();
  const [message, result] = await work();
  const seconds = `${((performance.now() - startedAt) / 1000).toFixed(1)} s`;
  say(`  ${paint('green', '✓')} ${message.padEnd(64)} ${paint('dim', seconds)}`);
  return result;
}
