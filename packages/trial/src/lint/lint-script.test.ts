import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { lintRules, lintScript, type LintContext } from './lint-script.ts';

const context: LintContext = {
  eventTypes: ['environment.push', 'environment.branch'],
  activityFields: ['id', 'type', 'payload', 'text'],
  concurrency: 1,
};

const found = (source: string, over: Partial<LintContext> = {}) =>
  lintScript(source, { ...context, ...over }).map(
    ({ rule, line, column, message }) => `${line}:${column} ${rule}: ${message}`,
  );

const ok = 'if (!r.ok) throw 1;';

describe('finds', () => {
  it.each([
    ['const x =', ['1:10 syntax: Unexpected token']],
    ['await fetch(variables.url)', [/^1:7 syntax: await cannot stand at the top/]],
    ['consol.log(1)', ['1:1 unknown-global: consol is not defined; did you mean console?']],
    ['a = 1; console.log(a, { b: 1 }.b, typeof c)', []],
    ['function f({ a, ...b }, [c] = []) { return [a, b, c, arguments] } f()', []],
    ['globalThis.seen = 1; console.log(seen)', []],
    ['x: for (;;) { break x }', []],
    ['setTimeout(() => {}, 1)', [/^1:1 no-timer: there is no setTimeout/]],
    [`require('fs')`, [`1:1 unknown-module: there is no module 'fs'; the only module is "storage"`]],
    [`const s = require('storage'); s.put('a', 1)`, [/^1:31 unknown-member: storage has no put/]],
    [`require('storage').set('a', 1)`, []],
    [`console.lag(1)`, ['1:1 unknown-member: console has no lag; did you mean log?']],
    [`const console = { lag() {} }; console.lag(1)`, []],
    [`const r = fetch('u'); ${ok} r.header`, [/^1:43 unknown-member: response has no header/]],
    [`const r = fetch('u'); ${ok} r.headers.gat('x')`, [/^1:43 unknown-member: headers has no gat/]],
    [`const r = fetch('u'); ${ok} r.json().whatever`, []],
    [
      'activity.paylod',
      ['1:1 unknown-activity-field: no documented activity has paylod; did you mean payload?'],
    ],
    ['activity.payload.whatever', []],
    [`fetch('u').then((r) => r.ok)`, [/^1:1 no-fetch-promise/]],
    [`const r = fetch('u'); r.catch(() => r.ok)`, [/^1:23 no-fetch-promise/]],
    [`async function f() { const r = await fetch('u'); ${ok} } f()`, [/^1:32 no-fetch-await/]],
    [`const r = fetch('u'); r.text()`, [/^1:11 unchecked-response/]],
    [`const { ok } = fetch('u'); console.log(ok)`, []],
    ['// upshot: events environment.psuh', [/^1:1 unknown-event: .*did you mean environment.push\?/]],
    [`if (activity.type === 'environment.psh') console.log(1)`, [/^1:23 unknown-event/]],
    [`const key = 'xoxb-8Gd73hJk29dLs0Pq7TzW'`, [/^1:13 secret-literal/]],
    ['new Date().getHours()', ['1:1 local-time: getHours is in UTC: scripts have no other time zone']],
  ] as const)('%s', (source, wanted) => {
    expect(found(source)).toEqual(wanted.map((item) => expect.stringMatching(item) as unknown));
  });

  it('a counter that several runs share', () => {
    const source = `const s = require('storage');\ns.set('n', (s.get('n') || 0) + 1);`;
    expect(found(source)).toEqual([]);
    expect(found(source, { concurrency: 2 })).toEqual([
      '2:1 shared-counter: with a concurrency of 2, another run may store "n" in between',
    ]);
  });
});

test('a comment silences rules on the next line', () => {
  expect(found('// upshot-disable-next-line unknown-global\nnope()\nnope()')).toHaveLength(1);
  expect(found('// upshot-disable-next-line no-timer\nnope()')).toHaveLength(1);
  expect(found('// upshot-disable-next-line\nnope()')).toEqual([]);
});

test('a long chain of operators is looked over', () => {
  expect(found(`console.log(${'1 + '.repeat(2_000)} nope)`)).toHaveLength(1);
});

test('the page names every rule as the code does', () => {
  const page = readFileSync(path.join(import.meta.dirname, '../../../../docs/author-loop.md'), 'utf8');
  const named = [...page.matchAll(/^\| `([\w-]+)`\s+\| (error|warning)\s+\| (.*?)\s+\|$/gm)];
  expect(named.map(([, ...cells]) => cells)).toEqual(
    Object.entries(lintRules).map(([name, { severity, says }]) => [name, severity, says]),
  );
});
