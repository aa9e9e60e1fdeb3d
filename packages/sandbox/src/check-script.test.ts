import { expect, test } from 'vitest';
import { checkScript } from './check-script.ts';

test.each([
  ['a sloppy script with an undeclared variable', 'resp = fetch("https://example.com")'],
  ['a return at the top', 'if (activity.result !== "success") return;\nconsole.log(1)'],
  ['the newest syntax of ES2021', 'a ??= 1_000; b?.c'],
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
