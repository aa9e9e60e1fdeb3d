import { closeSync, openSync, renameSync } from 'node:fs';
import { copyFile, readFile, stat, truncate } from 'node:fs/promises';

/** A fresh log for each start; the one before stays beside it, as `<name>.1`. Returns a descriptor that appends. */
export function openLog(logFile: string): Disposable & { readonly fd: number } {
  try {
    renameSync(logFile, previousLog(logFile));
  } catch (fault) {
    if ((fault as NodeJS.ErrnoException).code !== 'ENOENT') throw fault;
  }
  const fd = openSync(logFile, 'a', 0o600);
  return { fd, [Symbol.dispose]: () => closeSync(fd) };
}

/** The last lines a server wrote, indented for an error message. */
export async function logTail(logFile: string, lines = 12): Promise<string> {
  const text = await readFile(logFile, 'utf8').catch(() => '');
  const tail = text.trimEnd().split('\n').slice(-lines);
  return [`The end of ${logFile}:`, ...tail.map((line) => `  ${line}`)].join('\n');
}

/**
 * Moves a log that has outgrown its limit to `<name>.1`. Its writer keeps its descriptor, so the text is copied and the
 * file emptied; lines written in between are lost.
 */
export async function rotateLog(logFile: string, maxBytes: number): Promise<void> {
  const { size } = await stat(logFile);
  if (size <= maxBytes) return;
  await copyFile(logFile, previousLog(logFile));
  await truncate(logFile);
}

function previousLog(logFile: string): string {
  return `${logFile}.1`;
}
