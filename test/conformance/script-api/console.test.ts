import { describe, expect, it } from 'vitest';
import { useScriptWorker } from './support/script-worker.ts';

const { printed, runScript } = useScriptWorker();

describe('console.log', () => {
  it.each([
    ['joins its arguments by a space', `'a', 'b', 3`, 'a b 3'],
    ['prints an empty line for nothing', '', ''],
    [
      'prints scalars as text',
      `'', 0, -0, 1.5, NaN, Infinity, true, null, undefined`,
      ' 0 -0 1.5 NaN Infinity true null undefined',
    ],
    ['prints a BigInt and a symbol', `10n, Symbol('why')`, '10n Symbol(why)'],
    ['keeps line breaks and tabs', `'a\\n\\tb'`, 'a\n\tb'],
    ['prints Unicode', `'ü € 日本 \u{1f600}'`, 'ü € 日本 \u{1f600}'],
    ['replaces what no database can keep', `'a\\0b\\ud800c'`, 'a\uFFFDb\uFFFDc'],
    [
      'prints objects and lists like JSON',
      `{ a: 'x', 'b c': [1, null, { d: undefined }] }`,
      '{"a": "x", "b c": [1, null, {"d": undefined}]}',
    ],
    ['prints empty objects and lists', '{}, []', '{} []'],
    ['prints what was made text before as it is', `JSON.stringify({ a: 1 })`, '{"a":1}'],
    ['names a class', `new (class Site { url = 'u' })()`, 'Site {"url": "u"}'],
    [
      'prints functions by name',
      'function deploy() {}, class A {}, () => 1',
      '[Function: deploy] [Function: A] [Function]',
    ],
    [
      'prints dates and regular expressions',
      'new Date(0), /a/g, new Date(NaN)',
      '1970-01-01T00:00:00.000Z /a/g Invalid Date',
    ],
    ['prints maps and sets', `new Map([['k', [1]]]), new Set(['a'])`, 'Map(1) {"k" => [1]} Set(1) {"a"}'],
    ['prints what underscore wraps', '_([1]).map((n) => n + 1)', '[2]'],
    [
      'names what is cyclic',
      '(() => { const a = { b: {} }; a.b.a = a; return a })()',
      '{"b": {"a": [Circular]}}',
    ],
    [
      'prints twice what is there twice',
      '(() => { const a = { n: 1 }; return [a, a] })()',
      '[{"n": 1}, {"n": 1}]',
    ],
    ['does not call getters', '{ get a() { throw new Error("called") } }', '{"a": [Getter]}'],
    [
      'does not call toString and toJSON',
      '{ toString() { throw 1 }, toJSON() { throw 1 } }',
      '{"toString": [Function: toString], "toJSON": [Function: toJSON]}',
    ],
    ['survives what cannot be read', 'new Proxy({}, { ownKeys() { throw 1 } })', '[unreadable]'],
    [
      'stops at a depth of six',
      '{ a: { b: { c: { d: { e: { f: { g: 1 } } } } } } }',
      '{"a": {"b": {"c": {"d": {"e": {"f": [Object]}}}}}}',
    ],
    ['leaves formats alone', `'%s is %d%%', 'a', 1`, '%s is %d%% a 1'],
  ])('%s', async (_, values, line) => {
    expect(await printed(`console.log(${values})`)).toEqual([line]);
  });

  it('shows an error with its place in the script', async () => {
    expect(await printed(`function site() { return new TypeError('bad') }\nconsole.log(site())`)).toEqual([
      'TypeError: bad\n    at site (script.js:1:26)\n    at script.js:2:13',
    ]);
  });

  it('shows the cause of an error, and the errors of an AggregateError', async () => {
    const lines = await printed(`console.log(new Error('outer', { cause: new Error('root reason') }));
      console.log(new AggregateError([new Error('first'), new Error('second')], 'many'));
      console.log(Object.assign(new Error('x'), { code: 'E_CODE' }))`);
    expect(lines[0]).toContain('[cause]: Error: root reason');
    expect(lines[1]).toMatch(/Error: first[^]*Error: second/);
    expect(lines[2]).toContain('"code": "E_CODE"');
  });

  it('may be handed around as a function', async () => {
    expect(
      await printed(
        `const { log } = console; [1, 2].forEach((n) => log(n)); _.each(['a'], (a) => console.log(a))`,
      ),
    ).toEqual(['1', '2', 'a']);
  });

  it('cuts a line of more than 65,536 characters, and says so', async () => {
    const [line = ''] = await printed(`console.log('x'.repeat(100000))`);
    expect(line).toHaveLength(65_536 + '… 34464 characters omitted'.length);
    expect(line.endsWith('x… 34464 characters omitted')).toBe(true);
  });

  it('keeps the beginning and the end of a flood, and says what is missing', async () => {
    const lines = await printed(`for (let i = 0; i < 50000; i++) console.log('line ' + i)`);
    expect([lines[0], lines.at(-1)]).toEqual(['line 0', 'line 49999']);
    const marker = lines.find((line) => line.startsWith('…'));
    expect(marker).toMatch(/^… \d+ lines \(\d+ bytes\) omitted …$/);
    const missing = Number(/\d+/.exec(marker ?? '')?.[0]);
    expect(lines.length - 1 + missing).toBe(50_000);
  });

  it('counts what is missing as it was printed', async () => {
    const lines = await printed(`for (let i = 0; i < 40000; i++) console.log('y')`);
    expect(lines.find((line) => line.startsWith('…'))).toBe('… 24580 lines (49160 bytes) omitted …');
  });
});

describe('every method of the console standard', () => {
  it('is there', async () => {
    expect(
      await printed(`console.groupCollapsed('g'); console.time('t'); console.timeLog('t'); console.timeEnd('t');
        console.dirxml(1); console.countReset(); console.clear(); console.log('done')`),
    ).toEqual([
      'g',
      expect.stringMatching(/t: \d+ms/),
      expect.stringMatching(/t: \d+ms/),
      '  1',
      expect.stringContaining('default'),
      'done',
    ]);
  });

  it('draws tables', async () => {
    expect(await printed(`console.table([{ app: 'web', n: 1 }])`)).toEqual([
      [
        '┌─────────┬───────┬───┐',
        '│ (index) │ app   │ n │',
        '├─────────┼───────┼───┤',
        '│ 0       │ "web" │ 1 │',
        '└─────────┴───────┴───┘',
      ].join('\n'),
    ]);
  });
});

describe('the levels of console', () => {
  it('are kept with each line, in the order of printing', async () => {
    const { lines } = await runScript(
      `console.debug('d', 1); console.log('l'); console.info('i'); console.warn('w'); console.error('e', { a: 1 })`,
    );
    expect(lines).toEqual([
      { level: 'debug', text: 'd 1' },
      { level: 'log', text: 'l' },
      { level: 'info', text: 'i' },
      { level: 'warn', text: 'w' },
      { level: 'error', text: 'e {"a": 1}' },
    ]);
  });

  it('do not fail a run: an error that is only printed is a success', async () => {
    expect(await runScript(`console.error('oh')`)).toMatchObject({ outcome: 'succeeded', error: undefined });
  });

  it('are joined by what is handy: assert, count, dir, group', async () => {
    const source = `console.assert(1 > 2, 'no', 1); console.count(); console.count(); console.dir({ a: 1 }); console.group('g'); console.log('inside'); console.groupEnd()`;
    expect(await printed(source)).toEqual([
      'Assertion failed: no 1',
      'default: 1',
      'default: 2',
      '{"a": 1}',
      'g',
      '  inside',
    ]);
  });
});

describe('the output of a run', () => {
  it('is kept when the run fails', async () => {
    expect(await runScript(`console.log('before'); throw 'x'; console.log('after')`)).toMatchObject({
      outcome: 'failed',
      printed: ['before'],
    });
  });
});
