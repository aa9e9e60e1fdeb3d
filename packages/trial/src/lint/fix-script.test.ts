import { describe, expect, it } from 'vitest';
import { fixScript } from './fix-script.ts';
import type { LintContext } from './rule.ts';

const context: LintContext = {
  eventTypes: ['environment.push', 'environment.branch', 'environment.pause'],
  activityFields: ['id', 'type', 'payload', 'text'],
  concurrency: 1,
};

describe('fixes', () => {
  it.each([
    ['// upshot: events environment.psuh, branch', '// upshot: events environment.push, environment.branch'],
    ['/* upshot: events environment.psuh */', '/* upshot: events environment.push */'],
    ['console.log(new Date() . getHours())', 'console.log(new Date() . getUTCHours())'],
    ['const now = new Date(0);\nnow.getDay()', 'const now = new Date(0);\nnow.getUTCDay()'],
    [
      'async function f() { const r = await fetch("u"); console.log(r.ok) }\nf();',
      'async function f() { const r = fetch("u"); console.log(r.ok) }\nf();',
    ],
    [
      '(async () => { if (!(await\n  fetch("u")).ok) throw 1; })().catch((e) => console.error(e))',
      '(async () => { if (!(fetch("u")).ok) throw 1; })().catch((e) => console.error(e))',
    ],
    [
      'const f = async (): Promise<void> => { if (!(await fetch("ů")).ok) throw 1; };\nf();',
      'const f = async (): Promise<void> => { if (!(fetch("ů")).ok) throw 1; };\nf();',
    ],
  ])('%s', (source, wanted) => {
    const { source: result, fixed } = fixScript(source, context);
    expect(result).toBe(wanted);
    expect(fixed.length).toBeGreaterThan(0);
    expect(fixScript(result, context)).toEqual({ source: result, fixed: [] });
  });
});

describe('leaves what the script would do otherwise, or what may be meant', () => {
  const body = '{ if (!(await fetch("u")).ok) throw 1; }';
  it.each([
    ['an event that the script compares', 'if (activity.type === "environment.psuh") console.log(1)'],
    ['an event that is near to none', '// upshot: events environment.zzzzz'],
    ['a name that throws', 'consol.log(1)'],
    ['a date of unknown make', 'const now = activity.payload.now; now.getHours()'],
    ['a Date of its own', 'class Date { getHours() { return 1; } } new Date().getHours()'],
    ['a statement that follows', `async function f() ${body} f(); console.log(1)`],
    ['a second call', `async function f() ${body} f(); f()`],
    ['another asynchronous function', `async function g() {} async function f() ${body} g(); f()`],
    ['a promise', `Promise.resolve().then(() => 1); async function f() ${body} f()`],
    ['an asynchronous generator', `async function* f() ${body} f()`],
    ['a function that is not called', `async function f() ${body}`],
    ['a comment', 'async function f() { if (!(await /* slow */ fetch("u")).ok) throw 1; } f()'],
    ['a rule that is silenced', '// upshot-disable-next-line\nnew Date().getHours()'],
    ['a mistake of syntax', 'new Date().getHours(;'],
  ])('%s', (_, source) => {
    expect(fixScript(source, context)).toEqual({ source, fixed: [] });
  });
});
