import { leavesNothing } from '@upshot/sandbox/leaves-nothing';
import { createSandbox } from '@upshot/sandbox/sandbox';
import type { Sandbox, SandboxOptions } from '@upshot/sandbox/sandbox';
import { MemoryHost } from '@upshot/testing/sandbox/memory-host';
import { inputOf } from '@upshot/testing/sandbox/run-source';
import * as fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';

/** A failure prints its seed. `UPSHOT_KEPT_SEED` repeats it, `UPSHOT_KEPT_SCRIPTS` tries more. */
const seed = Number(process.env['UPSHOT_KEPT_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
const numRuns = Number(process.env['UPSHOT_KEPT_SCRIPTS'] ?? 150);

const ACTIVITY = JSON.stringify({
  id: 'a1',
  list: [{ type: 'x', n: 1 }, { type: 'toString', n: 2 }, { type: '__proto__', n: 3 }, { type: 'map' }],
  key: 'constructor',
  keys: ['hasOwnProperty', 'valueOf', 'push', 'a'],
});

function open(options: SandboxOptions): Sandbox {
  const limits = { cpuMs: 2_000 };
  const sandbox = createSandbox({
    warmSlots: 1,
    maxRunning: 1,
    maxSlots: 1,
    cpuContention: () => 20,
    limits,
    ...options,
  });
  afterAll(() => sandbox.close());
  return sandbox;
}

const kept = open({ isolation: 'warm' });
const fresh = open({ isolation: 'isolate' });

/** Everything that a run does, as far as it shows. */
async function watch(sandbox: Sandbox, source: string) {
  const host = new MemoryHost();
  const { ending, output, isolation } = await sandbox.run(inputOf(source, { activity: ACTIVITY }), host);
  const lines = output.lines.map(({ level, text }) => `${level} ${text}`);
  return { seen: { ending, lines, stored: [...host.stored], requests: host.requests }, isolation };
}

const NAMES = ['a', 'b', 'x', 'list', 'n'];
const METHODS = [
  'map',
  'toString',
  'valueOf',
  'keys',
  'get',
  'push',
  'length',
  'name',
  'message',
  'hasOwnProperty',
  'at',
  'next',
];
const GLOBALS = [
  'Math',
  'JSON',
  'Object',
  'Array',
  'console',
  'Error',
  'RegExp',
  'Date',
  'Map',
  'URL',
  '_',
  'crypto',
  'fetch',
];
const RARE = ['constructor', '__proto__', 'prototype', 'this', 'globalThis', 'Function', 'Symbol', 'Reflect'];

const variable = fc.constantFrom('p', 'q', 'r', 'activity', 'variables');
const property = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...NAMES) },
  { weight: 3, arbitrary: fc.constantFrom(...METHODS) },
  { weight: 1, arbitrary: fc.constantFrom(...RARE) },
);

const { expression } = fc.letrec<{ expression: string; leaf: string; inner: string }>((tie) => ({
  leaf: fc.oneof(
    variable,
    fc.constantFrom(
      '1',
      "'toString'",
      "'k'",
      'activity.key',
      'activity.list',
      'activity.keys',
      '{}',
      '[]',
      '[3, 1, 2]',
    ),
    fc.constantFrom(
      'function (o, i) { return o }',
      '(o) => { o.n = 5; return o }',
      '/k/g',
      'new Map()',
      'new Error("e")',
    ),
    fc.constantFrom(
      'Math.max(1, 2)',
      'JSON.parse("[1]")',
      'Object.keys(activity)',
      'new Date(0)',
      "require('storage')",
    ),
  ),
  inner: fc.oneof({ depthSize: 'small', withCrossShrink: true }, tie('leaf'), tie('expression')),
  expression: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    tie('leaf'),
    fc.tuple(tie('inner'), property).map(([object, key]) => `(${object}).${key}`),
    fc.tuple(tie('inner'), tie('inner')).map(([object, key]) => `(${object})[${key}]`),
    fc
      .tuple(tie('inner'), property, tie('inner'))
      .map(([object, key, value]) => `(${object}).${key}(${value})`),
    fc.tuple(tie('inner'), tie('inner')).map(([callee, value]) => `(${callee})(${value})`),
    fc.tuple(property, tie('inner')).map(([key, value]) => `({ ${key}: ${value} })`),
    fc.tuple(fc.constantFrom(...GLOBALS), property).map(([name, key]) => `${name}.${key}`),
    fc
      .tuple(fc.constantFrom(...GLOBALS), property, tie('inner'))
      .map(([name, key, value]) => `${name}.${key}(${value})`),
    fc.tuple(tie('inner'), tie('inner')).map(([one, other]) => `(${one} || ${other})`),
  ),
}));

const target = fc.oneof(
  variable,
  fc.tuple(variable, property).map(([name, key]) => `${name}.${key}`),
  fc.tuple(variable, expression).map(([name, key]) => `${name}[${key}]`),
  fc.tuple(expression, property).map(([object, key]) => `(${object}).${key}`),
  fc.tuple(expression, expression).map(([object, key]) => `(${object})[${key}]`),
);

const statement = fc.oneof(
  fc
    .tuple(target, fc.constantFrom('=', '+=', '||=', '??='), expression)
    .map((parts) => `${parts.join(' ')};`),
  fc.tuple(variable, expression).map(([name, value]) => `var ${name} = ${value};`),
  expression.map((value) => `console.log(${value});`),
  target.map((place) => `delete ${place};`),
  fc.tuple(variable, expression).map(([name, value]) => `for (var ${name} in ${value}) { p = ${name}; }`),
  fc
    .tuple(expression, expression)
    .map(([list, value]) => `activity.list.forEach(function (q) { p = ${list}; q.n = ${value} });`),
  fc.constantFrom(
    `/(k+)/.exec('kk');`,
    `console.log(RegExp.prototype);`,
    `console.count(); console.group('g');`,
    `console.time('t');`,
    `require('storage').set('n', (require('storage').get('n') || 0) + 1);`,
    `counts = {}; activity.keys.forEach(function (k) { counts[k] = (counts[k] || 0) + 1 }); console.log(counts);`,
    `left = 1; console.log(typeof late); var late = 2;`,
    `console.log(typeof left, typeof late, typeof counts);`,
    `console.log(new URL('https://a.b/?c=d').searchParams.get('c'));`,
    `class Own extends Error {} var own = new Own('m'); own.name = 'Own'; own.toString = () => 'mine'; console.log(String(own));`,
    `var h = crypto.createHmac('sha1', 'k'); h.update('a'); console.log(h.digest('hex'));`,
    `console.log(_.groupBy(activity.list, 'type'), _.first([1]));`,
  ),
);

/** Each statement tells its error and lets the next one run. */
const script = fc
  .array(statement, { minLength: 1, maxLength: 5 })
  .map((statements) => `var p = {}, q = [], r = 'k';\n${statements.map(guarded).join('\n')}`);

function guarded(text: string): string {
  return `try { ${text} } catch (e) { console.log(e.name, e.message) }`;
}

test(
  'a script does the same in a kept context as in a fresh isolate, whatever ran before',
  { timeout: 600_000 },
  async () => {
    let warm = 0;
    const harmless = script.filter(leavesNothing);
    const sequence = fc.tuple(fc.oneof(harmless, script), harmless, harmless);
    await fc.assert(
      fc.asyncProperty(sequence, async (sources) => {
        for (const source of sources) {
          const inKept = await watch(kept, source);
          const inFresh = await watch(fresh, source);
          expect(inKept.seen).toEqual(inFresh.seen);
          if (inKept.isolation === 'warm') warm += 1;
        }
      }),
      { seed, numRuns },
    );
    // Scripts whose error is caught leave the context as it is, so most runs had one that others had used.
    expect(warm).toBeGreaterThan(numRuns);
  },
);
