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
    throw new Failure(`The file cannot be read: ${(cause as Error).message}`, 1, { cause });
  }
}

function expandHome(file: string): string {
  return file.startsWith('~/') ? path.join(homedir(), file.slice(2)) : file;
}
