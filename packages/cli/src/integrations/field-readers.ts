import path from 'node:path';
import type { FieldOption } from '@upshot/integrations/field';
import { Failure } from '../failure.ts';
import { collectList, integerFrom, splitList } from '../input/parse-option.ts';
import { readText } from '../input/read-text.ts';

export type FieldValue = string | number | null | readonly string[] | readonly number[];

type Reads = NonNullable<FieldOption['reads']>;

type Collect = (text: string, before: FieldValue | undefined) => FieldValue;

/** How options are read while the command line is parsed, where that is more than text. */
export const collectors: { readonly [R in Reads]?: Collect } = {
  list: (text, before) => collectList(text, Array.isArray(before) ? before : undefined),
  integer: integerFrom(1),
};

/** Turn what was typed into what is sent, or throw a Failure that says what is wrong. */
export const readers: { readonly [R in Reads]: (text: string) => FieldValue | Promise<FieldValue> } = {
  text: (text) => text,
  'text-or-none': (text) => (text === '' ? null : text),
  list: splitList,
  integer: Number,
  'number-or-none': parseNumberOrNone,
  seconds: parseSeconds,
  url: parseUrl,
  'script-file': readScriptFile,
};

function parseNumberOrNone(text: string): number | null {
  if (text === '') return null;
  const number = Number(text);
  if (text.trim() === '' || !Number.isFinite(number)) throw new Failure(`Invalid number: ${text}`);
  return number;
}

function parseSeconds(text: string): readonly number[] {
  if (text.trim() === 'none') return [];
  return splitList(text).map((part) => {
    const seconds = Number(part);
    if (!Number.isFinite(seconds)) throw new Failure(`Invalid number of seconds: ${part}`);
    return seconds;
  });
}

/** Reads a script that is to be saved, or standard input for `-`. */
export async function readScriptFile(file: string): Promise<string> {
  if (!['.js', '.ts', ''].includes(path.extname(file))) {
    throw new Failure(`Invalid file extension (allowed: .js, .ts, none): ${file}`);
  }
  return readText(file);
}

function parseUrl(text: string): string {
  const url = URL.parse(text);
  if (url === null || url.host === '') throw new Failure(`Invalid URL: ${text}`);
  return text;
}
