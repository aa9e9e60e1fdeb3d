import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { Failure } from '../failure.ts';

/** Reads a whole UTF-8 text file, or standard input for `-`. `~/` is the home folder. */
export async function readText(file: string): Promise<string> {
  if (file === '-') return text(process.stdin);
  try {
    return readFileSync(expandHome(file), 'utf8');
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    const reason = reasons[code ?? ''];
    throw new Failure(
      reason === undefined ? `The file cannot be read: ${message}` : `${reason}: ${file}`,
      1,
      {
        cause,
      },
    );
  }
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'File not found',
  ENOTDIR: 'File not found',
  EISDIR: 'This is a folder, not a file',
  EACCES: 'The file is not readable',
};

function expandHome(file: string): string {
  return file.startsWith('~/') ? path.join(homedir(), file.slice(2)) : file;
}
