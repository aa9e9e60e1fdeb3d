import { expect, test } from 'vitest';
import { leavesNothing } from './leaves-nothing.ts';

test.each([
  ['nothing', ';'],
  [
    'a counter',
    `const storage = require('storage'); const n = (storage.get('n') || 0) + 1; storage.set('n', n); console.log(n)`,
  ],
  [
    'a message',
    `var p = activity.payload; fetch(variables.url, { method: 'POST', body: JSON.stringify({ text: p.user.name }) })`,
  ],
  [
    'counting by key',
    `var counts = {}; activity.log.forEach(function (e) { counts[e.type] = (counts[e.type] || 0) + 1 })`,
  ],
  [
    'a loop over a list',
    `for (var i = 0; i < activity.list.length; i++) { var item = activity.list[i]; item.seen = true }`,
  ],
  [
    'groups',
    `const by = {}; for (const c of activity.commits) { by[c.who] = by[c.who] || []; by[c.who].push(c.sha) }`,
  ],
  [
    'a class',
    `class Message { constructor(text) { this.text = text } send() { return this.text } } new Message('a').send()`,
  ],
  [
    'an error of its own',
    `class Wrong extends Error { constructor(m) { super(m); this.name = 'Wrong' } } throw new Wrong('x')`,
  ],
  ['the largest', `Math.max.apply(null, [1, 2]) + Math.max(...[1, 2]) + Math.PI + Number.MAX_SAFE_INTEGER`],
  ['converters', `['1', '2'].map(Number).filter(Boolean)`],
  ['Underscore', `_.map(_.pluck(activity.list, 'id'), (id) => id + 1)`],
  [
    'the default of a global',
    `var activity = activity || {}; var x = typeof variables === 'undefined' ? 1 : 2`,
  ],
  ['a comment with words', `// we look for the prototype of Object, and eval\n1`],
  [
    'destructuring',
    `const { payload: { user }, id } = activity; const [a, ...rest] = [1, 2]; console.log(user, id, a, rest)`,
  ],
  ['HMACs', `crypto.createHmac('sha256', variables.key).update(JSON.stringify(activity)).digest('hex')`],
  [
    'a body with a return',
    `if (!activity.id) return; console.log(new URL('https://a.b/?c=d').searchParams.get('c'))`,
  ],
])('%s may run in a kept context', (_name, source) => {
  expect(leavesNothing(source)).toBe(true);
});

test.each([
  `Array.prototype.x = 1`,
  `Object.assign(Math, {})`,
  `Object.assign(activity.x, {})`,
  `var m = Math; m.x = 1`,
  `Math.x = 1`,
  `Math['x'] = 1`,
  `delete Math.max`,
  `Math.max++`,
  `[Math.max] = [1]`,
  `({ a: Math.max } = {})`,
  `for (Math.max of []);`,
  `for (Math.max in {});`,
  `JSON = 1`,
  `var console = {}`,
  `function fetch() {}`,
  `(function (JSON) {})`,
  `console.log = 1`,
  `f(console)`,
  `f(JSON.parse)`,
  `var { log } = console`,
  `[].constructor`,
  `[]['constructor']`,
  `var { constructor: c } = []`,
  `x.__proto__`,
  `x['__proto__']`,
  `_.property('constructor')`,
  `Object.defineProperty({}, 'a', {})`,
  `Object.setPrototypeOf({}, null)`,
  `Object.getPrototypeOf([])`,
  `Reflect.ownKeys({})`,
  `eval('1')`,
  `new Function('1')`,
  `globalThis.x`,
  `this.x = 1`,
  `function f() { this.x = 1 }`,
  `Symbol.for('x')`,
  `Promise.resolve()`,
  `async () => 1`,
  `(async function () {})`,
  `import('x')`,
  `Array.fromAsync([])`,
  `new FinalizationRegistry(f)`,
  `new WeakRef({})`,
  `with (activity) {}`,
  `Error.stackTraceLimit = 1`,
  `Error.captureStackTrace({})`,
  `RegExp.$1`,
  `RegExp.input = 'x'`,
  `_.mixin({})`,
  `_.templateSettings.x = 1`,
  `_.template('x')`,
  `_.uniqueId()`,
  `_.iteratee().x = 1`,
  `_[activity.name]()`,
  `f(_)`,
  `var g = m[k]; g.x = 1`,
  `m[k].x = 1`,
  `m[k][j] = 1`,
  `(m[k] ||= {}).x = 1`,
  `function f(o) { o.x = 1 } f(m[k])`,
  `activity.list[activity.key] = 1`,
  `[].map.x = 1`,
  `var f = [].map; f.x = 1`,
  `var { map } = []; map.x = 1`,
  `var list = []; list.map = 1`,
  `var list = []; list[activity.key] = 1`,
  `class A extends Array {}`,
  `_.extend(activity.x, {})`,
  `_(activity.x).extend({})`,
  `function f() { return f.caller }`,
  `function f() { return arguments.callee }`,
  `fetch.x = 1`,
  `require('storage').get.x = m[k]; m[k].y = 1`,
  `var g; class A { [(g = this, 'x')]() {} } g.x = 1`,
  `var g; class A { static [(g = this, 'x')] = 1 } g.x = 1`,
  `[Math.NEW] = [1]; Math.NEW`,
  `({ a: Math.NEW } = { a: 1 })`,
  `[...Number.NEW] = [1]`,
  `var own = { map: function (f) { f.x = 1; return f.x } }; own.map(Number)`,
  `class A { static go() { const d = Object.freeze(new Date(0)); d.toString = () => 1 } }`,
  `'use strict'; var s = 'abc'; s.toString = 1`,
  `activity += 1; m[activity] = 1`,
  `for (`,
])('%s may not', (source) => {
  expect(leavesNothing(source)).toBe(false);
});

/** Each of many variables may hold what any other one holds. */
function entangled(count: number): string {
  const names = Array.from({ length: count }, (_, index) => `v${index}`);
  return names.flatMap((left) => names.map((right) => `${left}=${right};`)).join('');
}

test('variables that refer to each other cost no more time than their text is long', () => {
  expect(leavesNothing(`var v0 = 1; ${entangled(40)} m[v39]; v39.x = 1`)).toBe(true);
  expect(leavesNothing(`var v0 = m[k]; ${entangled(40)} v39.x = 1`)).toBe(false);
  expect(leavesNothing(`var v0 = {}; ${entangled(40)} v39.toString = 1`)).toBe(true);
});

test('every way from a variable to another counts, also through sums', () => {
  expect(leavesNothing(`var a = 1, b = a + 2, c = b - 1; b += c; m[b]; f.x = m[a + b + c]; f.y.z = 1`)).toBe(
    true,
  );
  expect(leavesNothing(`var a = 'k', b = 1; b = b + a; m[b].x = 1`)).toBe(false);
});

test('a tree of any depth is walked', () => {
  expect(leavesNothing(`${'['.repeat(300)}${']'.repeat(300)}`)).toBe(true);
  expect(leavesNothing(`m[${'1+'.repeat(300)}1].x = 1`)).toBe(false);
});

test('a very long script is not looked at', () => {
  expect(leavesNothing(`'${'x'.repeat(17_000)}'`)).toBe(false);
});
