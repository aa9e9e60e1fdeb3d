import { expect, test } from 'vitest';
import { checkScript } from './check-script.ts';

test.each([
  ['a sloppy script with an undeclared variable', 'resp = fetch("https://example.com")'],
  ['a return at the top', 'if (activity.result !== "success") return;\nconsole.log(1)'],
  ['the newest syntax of ES2021', 'a ??= 1_000; b?.c'],
  ['a first line for the shell', '#!/usr/bin/env node\nconsole.log(1)'],
])('accepts %s', (_, source) => {
  expect(checkScript(source, 'hook.js')).toBeUndefined();
});

test.each([
  ['a wrapper escape', 'return 1})();(function(){'],
  ['import', 'import fs from "fs"'],
  ['await at the top', 'await fetch("x")'],
  ['a class field, which came after ES2021', 'class A { x = 1 }'],
])('refuses %s', (_, source) => {
  expect(checkScript(source, 'hook.js')).toMatchObject({ line: 1 });
});

test('says where the mistake is, and shows it', () => {
  const problem = checkScript('const a = 1;\nconst b = ;\n', 'hook.js');
  expect(problem).toEqual({
    message: 'Unexpected token (hook.js:2:11)',
    line: 2,
    column: 11,
    excerpt: 'const b = ;\n          ^',
  });
});

test.each([
  ['class A { x = 1 }', 'class fields are newer than ES2021, which scripts are written in', 1, 13],
  ['\nclass A { #n = 0; next() { return ++this.#n } }', 'class fields are newer than ES2021', 2, 11],
  ['class A { #m() {} }', 'private members of a class are newer than ES2021', 1, 11],
  ['class A { static { a() } }', 'static blocks of a class are newer than ES2021', 1, 18],
  ['f(/a/d)', 'the flag d of a regular expression is newer than ES2021', 1, 4],
  ['f(/[a--b]/v)', 'the flag v of a regular expression is newer than ES2021', 1, 4],
  ['/(?<a>x)|(?<a>y)/', 'this is syntax of ES2025, newer than ES2021', 1, 2],
  [
    'const r = await fetch("https://example.com")',
    'await cannot stand at the top: scripts are synchronous',
    1,
    17,
  ],
  ['import fs from "fs"', 'import and export cannot be used: scripts are not modules', 1, 1],
  ['export const a = await 1', 'import and export cannot be used: scripts are not modules', 1, 1],
  ['{ "id": "a1", "type": "x.y" }', 'this is JSON, not a script', 1, 7],
  ['let a: number = 1;\nenum B { C }', 'enum is not supported: types are only taken out of TypeScript', 2, 1],
  ['let a: number;\n  namespace B { let c = 1 }', 'namespace declaration is not supported', 2, 3],
  ['class A { constructor(private b: string) {} }', 'parameter property is not supported', 1, 31],
  ['let a: number = 1;\nlet b = ;', 'Expression expected', 2, 9],
  ['let a: number = 1; if (a) return;\nlet b: = 2', 'Unexpected token', 2, 8],
  ['let a: number = 1;\nimport b from "c"', 'import and export cannot be used', 2, 1],
  ['class A { b: number = 1 }', 'class fields are newer than ES2021', 1, 21],
])('says of %j what it is, and keeps the place', (source, reason, line, column) => {
  const problem = checkScript(source, 'hook.js');
  expect(problem).toMatchObject({ line, column });
  expect(problem?.message.startsWith(reason)).toBe(true);
  expect(problem?.message.endsWith(`(hook.js:${line}:${column})`)).toBe(true);
});

test('a very large script with a mistake is not parsed several times', () => {
  const source = `${'f();\n'.repeat(60_000)}class A { x = 1 }`;
  expect(checkScript(source, 'hook.js')?.message).toBe('Unexpected token (hook.js:60001:13)');
});

test('a deeply nested script is explained without running out of stack', () => {
  const source = `a${'.b'.repeat(90_000)}; class A { x = 1 }`;
  expect(checkScript(source, 'hook.js')?.message).toContain('class fields are newer');
});
