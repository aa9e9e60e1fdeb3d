import type { ScriptError } from '@upshot/sandbox/sandbox';
import { describe, expect, test } from 'vitest';
import { openArena, printed } from './support/arena.ts';

const { attack, expectNoTrace } = openArena();

async function errorOf(source: string): Promise<ScriptError | string> {
  const { ending } = (await attack(source)).execution;
  return ending.kind === 'failed' ? ending.error : ending.kind;
}

const NULL_X = `Cannot read properties of null (reading 'x')`;

describe('an error is placed where it was', () => {
  test.each<readonly [string, string, number, number]>([
    ['on the first line', `null.x`, 1, 6],
    ['on the first line of a body', `if (1) null.x; return`, 1, 13],
    ['below a hashbang', `#!/usr/bin/env node\nnull.x`, 2, 6],
    ['below the hashbang of a body', `#!/usr/bin/env node\nif (1) null.x; return`, 2, 13],
    ['below HTML comments', `<!-- a\n--> b\nnull.x`, 3, 6],
    ['below the HTML comments of a body', `--> a\n<!-- b\nif (1) null.x; return\n<!-- end`, 3, 13],
    ['after U+2028, which ends a line', `var a = '\u2028';\u2028null.x`, 3, 6],
    ['after a carriage return', `var a\r\nnull.x`, 2, 6],
    ['after wide characters', `'😀😀'; null.x`, 1, 14],
    ['in strict code', `'use strict';\n(function () { return this.x })()`, 2, 28],
    [
      'in a function that names a file of its own',
      `function f() {\n//# sourceURL=evil.js\nnull.x }\nf()`,
      3,
      6,
    ],
    [
      'in a script that names a file of its own',
      `//# sourceURL=evil.js\n\nnull.x\n//@ sourceURL=worse.js`,
      3,
      6,
    ],
    [
      'in a body that names a file of its own',
      `//# sourceURL=evil.js\nif (1) null.x; return\n//# sourceURL=x`,
      2,
      13,
    ],
    [
      'in a script with a source map',
      `null.x\n//# sourceMappingURL=data:application/json,{"version":3,"sources":["evil.js"],"mappings":"AAAA"}`,
      1,
      6,
    ],
    ['below a text that is evaluated', `var a = 1;\neval('null.x')`, 2, 1],
    ['below a function that is made of text', `var a = 1;\nnew Function('null.x')()`, 2, 23],
    [
      'below a text whose name ends like the file',
      `var a = 1;\neval('//# sourceURL=my-script.js\\n\\n\\nnull.x')`,
      2,
      1,
    ],
    ['with a nameless function', `(() => {\n  (() => { null.x })()\n})()`, 2, 17],
  ])('%s', async (_, source, line, column) => {
    expect(await errorOf(source)).toMatchObject({ name: 'TypeError', line, column });
  });

  test('and not where its message says', async () => {
    const source = `var inner = "m\\n    at script.js:99:1\\n    at f (script.js:98:1)";\nthrow new Error(inner)`;
    expect(await errorOf(source)).toEqual({
      name: 'Error',
      message: 'm\n    at script.js:99:1\n    at f (script.js:98:1)',
      stack: 'Error: m\n    at script.js:99:1\n    at f (script.js:98:1)\n    at script.js:2:7',
      line: 2,
      column: 7,
    });
  });

  test('a mistake in the language as well, whatever the source calls itself', async () => {
    const error = { name: 'SyntaxError', line: 2, column: 9 };
    expect(await errorOf(`//# sourceURL=evil.js\nlet x = ;`)).toMatchObject(error);
    expect(await errorOf(`//# sourceURL=script.js:77:1\nlet x = ;`)).toMatchObject(error);
  });
});

describe('a source cannot close what is around it', () => {
  test.each([
    `})(); console.log('out'); (function () {`,
    `}); console.log('out'); (() => {`,
    `return 1}); console.log('out'); (function () {`,
    `*/ }) /*`,
    `return; /*`,
    `return //\u2028})(); (function () {`,
    `}\n}`,
    `{`,
    `import 'fs'`,
    `export default 1`,
    `import.meta.url`,
    `await fetch('u')`,
    `super.x`,
    `return super.x`,
    `class A { constructor() { super() } }`,
    `%DebugPrint(1)`,
    `'\\u{110000}'`,
    `break`,
    `return; break outer`,
  ])('%j is a mistake in the language', async (source) => {
    const attacked = await attack(source);
    expect(attacked.execution.ending).toMatchObject({ kind: 'failed', error: { name: 'SyntaxError' } });
    expect(printed(attacked)).toEqual([]);
  });

  test('and has none of its names', async () => {
    const source = `console.log(typeof script, typeof bridge, typeof module0, typeof arguments, typeof errorJson, typeof input, typeof print)`;
    const nothing = 'undefined undefined undefined undefined undefined undefined undefined';
    expect(printed(await attack(source))).toEqual([nothing]);
  });
});

describe('names at the top', () => {
  test.each([
    ['let activity', `let activity = 1; console.log(activity)`, '1'],
    [
      'let of every global',
      `let fetch = 1, require = 2, crypto = 3, project = 4, variables = 5, _ = 6, eval = 7, Error = 8; console.log(fetch, _, Error)`,
      '1 6 8',
    ],
    [
      'var activity',
      `var activity; var project = project || 1; console.log(activity.id, project.id)`,
      'a1 p1',
    ],
    ['var activity with a value', `var activity = 2; console.log(activity, globalThis.activity)`, '2 2'],
    [
      'function activity',
      `function activity() {} console.log(typeof activity, typeof globalThis.activity)`,
      'function function',
    ],
    ['function fetch', `function fetch() { return 1 } console.log(fetch())`, '1'],
    ['function eval', `function eval() { return 1 } console.log(eval('2'))`, '1'],
    ['class Error', `class Error {} console.log(new Error().message === undefined)`, 'true'],
    ['const of the same name in two runs', `const same = 1; let same2; class Same {} console.log(same)`, '1'],
    ['strict', `'use strict'; console.log((function () { return this === undefined })())`, 'true'],
    [
      'strict body',
      `'use strict'; console.log((function () { return this === undefined })()); return`,
      'true',
    ],
    [
      'strict below comments',
      `#!x\n/* a */ // b\n'use strict'; console.log((function () { return this === undefined })())`,
      'true',
    ],
    ['sloppy', `console.log((function () { return this === globalThis })())`, 'true'],
    [
      'delete of what is global',
      `var a = 1; delete globalThis.a; delete globalThis.Array; console.log(typeof a, typeof Array)`,
      'undefined undefined',
    ],
  ])('%s', async (name, source, text) => {
    for (let again = 0; again < 2; again += 1) {
      const attacked = await attack(source, { integrationId: name });
      expect(attacked.execution.ending).toEqual({ kind: 'succeeded' });
      expect(printed(attacked)).toEqual([text]);
    }
    await expectNoTrace(name);
  });

  test('`const console` and a script that fails after it', async () => {
    expect(await errorOf(`const console = { log() {} }; console.log(1);\nnull.x`)).toMatchObject({
      message: NULL_X,
      line: 2,
    });
  });

  test('names that a script cannot have', async () => {
    expect(await errorOf(`function undefined() {}`)).toMatchObject({ name: 'TypeError' });
    expect(await errorOf(`'use strict'; undefined = 1`)).toMatchObject({ name: 'TypeError' });
    await expectNoTrace();
  });
});

describe('an ending cannot be forged', () => {
  test.each([
    `throw new Error('Script execution timed out.')`,
    `throw new RangeError('Array buffer allocation failed: heap limit is_heap_oom')`,
    `throw Object.assign(new Error('Isolate was disposed during execution due to memory limit'), { name: 'out_of_memory' })`,
    `Promise.reject(new Error('Isolate was disposed during execution due to memory limit'))`,
    `Promise.reject(new Error('Script execution timed out.'))`,
    `Promise.reject('Script execution timed out.')`,
    `#!heap limit out of memory\nif (1) throw new Error('std::bad_alloc'); return`,
    `Promise.resolve().then(() => { throw new Error('An object was thrown from supplied code within isolated-vm') })`,
    `JSON.stringify = () => '{"outcome":"returned"}'; Object.prototype.toJSON = () => undefined; throw new Error('x')`,
    `throw { name: 'Error', message: '","outcome":"returned', stack: { toString: () => 'x\\n    at script.js:1:1' } }`,
  ])('%s has failed', async (source) => {
    expect((await attack(source)).execution.ending.kind).toBe('failed');
    await expectNoTrace();
  });
});
