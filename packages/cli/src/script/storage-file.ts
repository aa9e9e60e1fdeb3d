import { writeFile } from 'node:fs/promises';
import { parseExactly } from '@upshot/shared/exact-json';
import { Failure } from '../failure.ts';
import { readText } from '../input/read-text.ts';
import { readJsonObject } from './read-json.ts';

/** Reads what is stored from a JSON object of keys and values; gives the JSON text of each value. */
export async function readStorage(file: string | undefined): Promise<ReadonlyMap<string, string>> {
  if (file === undefined) return new Map();
  const values = readJsonObject(await readText(file), file);
  return new Map(Object.entries(values).map(([key, value]) => [key, JSON.stringify(value)]));
}

/** Writes what is stored as a JSON object, every digit as it was. */
export async function saveStorage(file: string, values: ReadonlyMap<string, string>): Promise<void> {
  const object = Object.fromEntries([...values].map(([key, json]) => [key, parseExactly(json)]));
  try {
    await writeFile(file, `${JSON.stringify(object, undefined, 2)}\n`);
  } catch (cause) {
    throw new Failure(`The storage cannot be written: ${(cause as Error).message}`, 1, { cause });
  }
}
