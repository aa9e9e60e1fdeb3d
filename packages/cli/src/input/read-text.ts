import { isUtf8 } from 'node:buffer';
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { Failure } from '../failure.ts';

/**
 * Reads a whole UTF-8 text file, or standard input for `-`, without its byte order mark. `~/` is the home folder. A
 * byte that is not UTF-8 is a Failure: replaced, it would be another text.
 */
export async function readText(file: string): Promise<string> {
  const isInput = file === '-';
  const bytes = isInput ? await buffer(process.stdin) : readBytes(file);
  return decodeText(bytes, isInput ? 'Standard input' : file);
}

/** Decodes UTF-8; `name` is what a Failure calls the bytes. */
export function decodeText(bytes: Buffer, name: string): string {
  const text = bytes.toString();
  if (isUtf8(bytes)) return text.replace(/^\uFEFF/, '');
  const again = Buffer.from(text);
  const offset = bytes.findIndex((byte, index) => byte !== again[index]);
  throw new Failure(`${name} is not UTF-8 (byte at offset ${offset}).`);
}

function readBytes(file: string): Buffer {
  try {
    return readFileSync(expandHome(file));
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    const reason = reasons[code ?? ''];
    const text = reason === undefined ? `The file cannot be read: ${message}` : `${reason}: ${file}`;
    throw new Failure(text, 1, { cause });
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
