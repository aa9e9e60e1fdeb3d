import { parseEnv } from 'node:util';
import { isSecretVariable, secretTexts } from '@upshot/trial/secret-variables';
import { Failure } from '../failure.ts';
import { readText } from '../input/read-text.ts';
import type { SurroundingOptions } from './options.ts';
import { readJson, readJsonObject } from './read-json.ts';

/** The variables of a trial. */
export interface GivenVariables {
  /** A JSON object of names and values. */
  readonly text: string;
  /** The texts that are masked. */
  readonly secrets: readonly string[];
}

type NamedValues = readonly (readonly [name: string, value: unknown])[];

/** Reads the variables: those of the server first, then those of the file, so that the options can replace them. */
export async function readVariables(
  options: SurroundingOptions,
  past: NamedValues = [],
): Promise<GivenVariables> {
  const { varsFile, var: plain = [], varJson = [], secret = [] } = options;
  const given = new Map<string, { readonly value: unknown; readonly isSecret?: boolean }>();
  for (const [name, value] of past) given.set(name, { value });
  if (varsFile !== undefined)
    for (const [name, value] of await readVariablesFile(varsFile)) given.set(name, { value });
  for (const option of plain) {
    const [name, text] = split('--var', option);
    given.set(name, { value: await textOf(text) });
  }
  for (const option of varJson) {
    const [name, text] = split('--var-json', option);
    given.set(name, { value: readJson(text, `--var-json ${name}`) });
  }
  for (const option of secret) {
    const [name, text] = split('--secret', option);
    given.set(name, { value: await textOf(text), isSecret: true });
  }
  return {
    text: JSON.stringify(Object.fromEntries([...given].map(([name, { value }]) => [name, value]))),
    secrets: [...given].flatMap(([name, { value, isSecret = isSecretVariable(name, value) }]) =>
      isSecret ? secretTexts(value) : [],
    ),
  };
}

async function readVariablesFile(file: string): Promise<NamedValues> {
  const text = await readText(file);
  if (file.endsWith('.json') || text.trimStart().startsWith('{'))
    return Object.entries(readJsonObject(text, file));
  return Object.entries(parseEnv(text));
}

function split(option: string, given: string): readonly [name: string, text: string] {
  const at = given.indexOf('=');
  if (at < 1) throw new Failure(`Invalid ${option}: ${given} (it must be name=value)`);
  return [given.slice(0, at), given.slice(at + 1)];
}

/** A value after `@` is the name of a file; `@@` begins a text with one `@`. */
async function textOf(text: string): Promise<string> {
  if (text.startsWith('@@')) return text.slice(1);
  return text.startsWith('@') ? await readText(text.slice(1)) : text;
}
