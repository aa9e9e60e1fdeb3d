import { expect, it } from 'vitest';
import { stripTypeScript, toJavaScript } from './typescript.ts';

it.each([
  ['let a: number = 1;', 'let a         = 1;'],
  ['interface A { b: string }\nconst c = {} as A', '                         \nconst c = {}     '],
  ['import type { A } from "./upshot";\nlet a: A;', '                                  \nlet a   ;'],
  ['let a: number = 1;\nif (a) return;', 'let a         = 1;\nif (a) return;'],
  ['function f<T>(a: T, b?: T): void {}', 'function f   (a   , b    )       {}'],
  ['const a = activity!.payload satisfies object;', 'const a = activity .payload                 ;'],
])('%s: types are taken out, and everything else keeps its place', (source, text) => {
  expect(toJavaScript(source)).toBe(text);
});

it.each([
  ['console.log(1)'],
  ['let a = b < c > (d)'],
  ['return 1'],
  ['let = ;'],
  ['enum A { B }'],
  ['import a from "b"; let c: number'],
  [`let a: number; // ${'x'.repeat(200_000)}`],
])('%.30s: what is JavaScript, or can be neither, stays', (source) => {
  expect(toJavaScript(source)).toBe(source);
});

it('a place on the first line is told where a body has to be taken for a function', () => {
  const stripped = stripTypeScript('enum A { B } return');
  expect(stripped).toMatchObject({ kind: 'mistake', mistake: { line: 1, column: 1 } });
});
