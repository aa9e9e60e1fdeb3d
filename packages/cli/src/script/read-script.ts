import { readdirSync } from 'node:fs';
import path from 'node:path';
import { scriptQuota } from '@upshot/shared/script-quota';
import { nearest } from '@upshot/shared/nearest';
import { Failure } from '../failure.ts';
import { readText } from '../input/read-text.ts';

/** A script of the author: its name in errors, and its text. */
export interface ScriptFile {
  readonly file: string;
  readonly source: string;
}

/** Reads a script; a missing file is a Failure that names the nearest one of its folder. */
export async function readScript(file: string): Promise<ScriptFile> {
  try {
    const source = await readText(file);
    if (source.trim() === '') throw new Failure(`${file} is empty.`);
    const { sourceCharacters } = scriptQuota;
    if (source.length > sourceCharacters)
      throw new Failure(`${file} has more than ${sourceCharacters.toLocaleString('en')} characters.`);
    return { file: file === '-' ? 'script.js' : path.basename(file), source };
  } catch (error) {
    throw nameNearest(error, file);
  }
}

/** Where a file is missing, the failure names the nearest script of its folder. */
export function nameNearest(error: unknown, file: string): unknown {
  if (!(error instanceof Failure) || !error.message.startsWith('File not found')) return error;
  const meant = nearestFile(file);
  const text = `There is no ${file}${meant === undefined ? '.' : `; did you mean ${meant}?`}`;
  return new Failure(text, 1, { cause: error });
}

function nearestFile(file: string): string | undefined {
  const folder = path.dirname(file);
  try {
    const scripts = readdirSync(folder).filter((name) => /\.[jt]s$/.test(name));
    const found = nearest(path.basename(file), scripts);
    return found === undefined ? undefined : path.join(folder, found);
  } catch {
    return undefined;
  }
}
