import { describe, expect, test } from 'vitest';
import { runSource, sandboxForTests, texts } from '@upshot/testing/sandbox/run-source';

const sandbox = sandboxForTests();

async function printed(source: string): Promise<string[]> {
  const execution = await runSource(sandbox, source);
  expect(execution.ending).toEqual({ kind: 'succeeded' });
  return texts(execution);
}

describe('console', () => {
  test.each([
    [`'a', 1, true, null, undefined`, 'a 1 true null undefined'],
    [`{ a: 'x', b: [1, { c: null }] }`, '{"a": "x", "b": [1, {"c": null}]}'],
    [`(() => { const a = {}; a.a = a; return a })()`, '{"a": [Circular]}'],
    [`10n, Symbol('s'), -0, NaN`, '10n Symbol(s) -0 NaN'],
    [`new Map([['k', 1]]), new Set([1, 'b'])`, 'Map(1) {"k" => 1} Set(2) {1, "b"}'],
    [`function named() {}, new Date(0), /x/g`, '[Function: named] 1970-01-01T00:00:00.000Z /x/g'],
    [`{ get a() { throw 1 } }`, '{"a": [Getter]}'],
    [`new Proxy({}, { ownKeys() { throw 1 } })`, '[unreadable]'],
    [`new (class Thing { x = 1 })()`, 'Thing {"x": 1}'],
    [`new Error('boom')`, 'Error: boom\n    at hook.js:1:13'],
    ['Promise.resolve(1), [new (class Mine extends Promise {})(() => {})]', 'Promise {} [Mine {}]'],
    ['(async () => 1)()', 'Promise {}'],
  ])('shows %s', async (values, text) => {
    expect(await printed(`console.log(${values})`)).toEqual([text]);
  });

  test('keeps the level and the time of a line', async () => {
    const source =
      'console.info(1); console.warn(2); console.error(3); console.debug(4); console.assert(0, "no")';
    const { output } = await runSource(sandbox, source);
    expect(output.lines.map(({ level }) => level)).toEqual(['info', 'warn', 'error', 'debug', 'error']);
    expect(output.lines.at(-1)).toMatchObject({ text: 'Assertion failed: no' });
    expect(output.lines.at(-1)?.atMs).toBeGreaterThanOrEqual(0);
  });

  test('has every method of the console standard', async () => {
    const names = ['assert', 'clear', 'count', 'countReset', 'debug', 'dir', 'dirxml', 'error', 'group'];
    names.push(
      'groupCollapsed',
      'groupEnd',
      'info',
      'log',
      'table',
      'time',
      'timeEnd',
      'timeLog',
      'trace',
      'warn',
    );
    expect(await printed('console.log(Object.keys(console).sort().join())')).toEqual([names.join()]);
  });

  test('none of its methods fails a run, whatever it is given', async () => {
    const hostile = `[undefined, null, Symbol('s'), Object.create(null), { toString() { throw 1 } },
      new Proxy({}, { get() { throw 1 }, ownKeys() { throw 1 } }), () => 1, [[1], null], 10n]`;
    const source = `const { log } = console; for (const name of Object.keys(console)) for (const value of ${hostile}) console[name](value, value);
      console.clear(); log('survived')`;
    expect((await printed(source)).at(-1)).toBe('survived');
  });

  test('takes the time', async () => {
    const source = `console.time(); console.timeLog('default', 'half', { way: 1 }); console.timeEnd(); console.timeEnd(); console.time('a'); console.time('a')`;
    const [first, second, ...warnings] = await printed(source);
    expect(first).toMatch(/^default: \d+ms half \{"way": 1\}$/);
    expect(second).toMatch(/^default: \d+ms$/);
    expect(warnings).toEqual([`Timer 'default' does not exist`, `Timer 'a' already exists`]);
  });

  test('counts, and begins again', async () => {
    const source = `console.count('a'); console.count('a'); console.countReset('a'); console.count('a'); console.countReset('b')`;
    expect(await printed(source)).toEqual(['a: 1', 'a: 2', 'a: 1', `Count for 'b' does not exist`]);
  });

  test('indents what a group holds', async () => {
    const source = `console.group('outer'); console.log('a\\nb'); console.groupCollapsed('inner'); console.warn(1); console.groupEnd();
      console.log(2); console.groupEnd(); console.groupEnd(); console.log(3)`;
    expect(await printed(source)).toEqual(['outer', '  a\n  b', '  inner', '    1', '  2', '3']);
  });

  test.each([
    ['one line', `'x'.repeat(64000)`, 64_040],
    ['many lines', `'x'.repeat(31).concat('\\n').repeat(2000)`, 64_000 + 2_001 * 40],
    ['a line too long by itself', `'x'.repeat(70000)`, 70_040],
  ])('says how much of an indented text is cut off: %s', async (_, text, length) => {
    const source = `for (let i = 0; i < 20; i++) console.group(); console.log(${text})`;
    const [line = ''] = await printed(source);
    const [, omitted = 0] = /… (\d+) characters omitted$/.exec(line) ?? [];
    const kept = line.replace(/….*$/, '').length;
    expect({ kept, total: kept + Number(omitted) }).toEqual({
      kept: Math.min(length, 65_536),
      total: length,
    });
  });

  test.each([
    ['log', '', 0],
    ['error', '', 0],
    ['group', '', 0],
    ['assert', 'false, ', 'Assertion failed: '.length],
  ])('%s counts every argument that is left out', async (method, first, prefixLength) => {
    const values = `['x'.repeat(65_000), ...Array(20_000).fill('ab'), ...Array(10).fill({ a: [1, 2] }), 'end']`;
    const [line = ''] = await printed(`console.${method}(${first}...${values})`);
    const [, omitted = 0] = /… (\d+) characters omitted$/.exec(line) ?? [];
    const total =
      prefixLength + 65_000 + 20_000 * ' ab'.length + 10 * ' {"a": [1, 2]}'.length + ' end'.length;
    expect(line.replace(/….*$/, '').length + Number(omitted)).toBe(total);
  });

  test.each([
    [
      `[{ name: 'app', n: 1 }, { name: 'db', ok: true }]`,
      ['(index) | name  | n | ok', '0 | "app" | 1 |', '1 | "db" | | true'],
    ],
    [`['a', { b: 1 }]`, ['(index) | b | Values', '0 | | "a"', '1 | 1 |']],
    [`{ x: [1, 2] }, [1]`, ['(index) | 1', 'x | 2']],
  ])('draws the table of %s', async (data, rows) => {
    const [table = ''] = await printed(`console.table(${data})`);
    const cells = (text: string) => text.split('|').map((cell) => cell.trim());
    const drawn = table.split('\n').filter((line) => line.startsWith('│'));
    expect(drawn.map((line) => cells(line.slice(1, -1).replaceAll('│', '|')))).toEqual(rows.map(cells));
    expect(new Set(table.split('\n').map(({ length }) => length)).size).toBe(1);
  });

  test('shows what is no table as it is', async () => {
    expect(await printed(`console.table('text'); console.table(new Set([1]))`)).toEqual([
      'text',
      'Set(1) {1}',
    ]);
  });

  test('bounds the work for a huge value', async () => {
    const [text = ''] = await printed('console.log(Array(1e6).fill({ a: 1 }))');
    expect(text.length).toBeLessThan(2_000);
    expect(text).toContain('999900 more');
  });
});
