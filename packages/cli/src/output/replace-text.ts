import { readFileSync, writeFileSync } from 'node:fs';
import { Failure } from '../failure.ts';

/** Writes the new text of a file, as long as it has the old one; its byte order mark and mode stay. */
export function replaceText(file: string, before: string, after: string): void {
  try {
    const now = readFileSync(file, 'utf8');
    const mark = now.startsWith('\uFEFF') ? '\uFEFF' : '';
    if (now !== mark + before) throw new Error('it was changed meanwhile');
    writeFileSync(file, mark + after);
  } catch (cause) {
    throw new Failure(`${file} cannot be changed: ${(cause as Error).message}`, 1, { cause });
  }
}
