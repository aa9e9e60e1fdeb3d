import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { runSource, sandboxForTests, texts } from '@upshot/testing/sandbox/run-source';
import type { ApiType } from './entry.ts';
import { scriptGlobals } from './globals.ts';
import { ioTypes } from './io-types.ts';
import { underscoreFunctions } from './underscore.ts';
import { webClasses } from './web-classes.ts';

const sandbox = sandboxForTests();

/** What an expression gives in a script, as the script writes it as JSON. */
async function evaluate<T>(expression: string): Promise<T> {
  const source = `function strings(list) { return list.filter((name) => typeof name === 'string') }
    console.log(JSON.stringify(${expression}))`;
  const execution = await runSource(sandbox, source);
  expect(execution.ending).toEqual({ kind: 'succeeded' });
  return JSON.parse(texts(execution).at(-1) ?? '') as T;
}

const sorted = (names: readonly string[]) => names.toSorted();
const namesOf = ({ members }: ApiType) => sorted(members.map(({ name }) => name));

test('a script has the globals of the language, without threads and WebAssembly, and those of the table', async () => {
  const language = runInNewContext('Object.getOwnPropertyNames(globalThis)') as string[];
  const removed = new Set(['Atomics', 'SharedArrayBuffer', 'WebAssembly']);
  const documented = [...scriptGlobals, ...webClasses].map(({ name }) => name);
  const wanted = new Set([...language.filter((name) => !removed.has(name)), ...documented]);
  const names = await evaluate<string[]>('(typeof _, Object.getOwnPropertyNames(globalThis))');
  expect(sorted(names.filter((name) => name !== 'strings'))).toEqual(sorted([...wanted]));
});

test.each(ioTypes.map((type) => [type.name, type] as const))(
  '%s has what the table says',
  async (_, type) => {
    expect(sorted(await evaluate<string[]>(`strings(Reflect.ownKeys(${type.sample}))`))).toEqual(
      namesOf(type),
    );
    expect(await evaluate(`Symbol.iterator in ${type.sample}`)).toBe(type.iterates !== undefined);
  },
);

test.each(webClasses.map((type) => [type.name, type] as const))(
  '%s has what the table says',
  async (_, type) => {
    const ofLanguage = ['constructor', 'length', 'name', 'prototype'];
    const own = async (of: string) =>
      sorted(await evaluate<string[]>(`strings(Reflect.ownKeys(${of}))`)).filter(
        (name) => !ofLanguage.includes(name),
      );
    expect(await own(`${type.name}.prototype`)).toEqual(namesOf(type));
    expect(await own(type.name)).toEqual(sorted(type.statics.map(({ name }) => name)));
    expect(await evaluate(`${type.sample} instanceof ${type.name}`)).toBe(true);
    expect(await evaluate(`Symbol.iterator in ${type.sample}`)).toBe(type.iterates !== undefined);
  },
);

test('each member is a function where the table gives it a signature, and only there', async () => {
  for (const { sample, members } of [
    ...ioTypes,
    ...webClasses,
    { sample: 'globalThis', members: scriptGlobals },
  ]) {
    const functions = await evaluate<boolean[]>(
      `${JSON.stringify(members.map(({ name }) => name))}.map((name) => typeof (${sample})[name] === 'function')`,
    );
    const wanted = members.map(({ name, type }) => name === '_' || /^[(<]/.test(type));
    expect({ sample, functions }).toEqual({ sample, functions: wanted });
  }
});

test('Underscore has the functions of the table', async () => {
  expect(await evaluate('_.functions(_)')).toEqual(underscoreFunctions);
});
