import { createInterface } from 'node:readline';
import { exitCodes, Failure } from '../failure.ts';

/** Lines that arrived together with the one that was waited for, as when several are pasted. */
const pasted: string[] = [];

/**
 * Asks the terminal for one line, on standard error. Throws a Failure when it is interrupted (Ctrl-C) or has no more
 * lines (Ctrl-D); the terminal is as it was before, whatever happens.
 */
export async function readLine(prompt: string): Promise<string> {
  const waiting = pasted.shift();
  if (waiting !== undefined) {
    process.stderr.write(`${prompt}${waiting}\n`);
    return waiting;
  }
  const reader = createInterface({ input: process.stdin, output: process.stderr, terminal: true });
  try {
    return await new Promise<string>((resolve, reject) => {
      const lines: string[] = [];
      reader.on('line', (line) => {
        if (lines.push(line) === 1) setImmediate(() => resolve(takeFirst(lines)));
      });
      reader.once('SIGINT', () => reject(new Failure('Interrupted.', exitCodes.interrupted)));
      reader.once('close', () => {
        if (lines.length === 0) reject(new Failure('Aborted.'));
      });
      reader.setPrompt(prompt);
      reader.prompt();
    });
  } catch (error) {
    process.stderr.write('\n');
    throw error;
  } finally {
    reader.close();
  }
}

function takeFirst([first = '', ...others]: readonly string[]): string {
  pasted.push(...others);
  return first;
}
