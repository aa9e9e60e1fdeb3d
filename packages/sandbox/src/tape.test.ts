import { describe, expect, it } from 'vitest';
import { MemoryHost } from '@upshot/testing/sandbox/memory-host';
import { inputOf, sandboxForTests, texts } from '@upshot/testing/sandbox/run-source';
import { checkTape, MAX_TAPE_VALUES } from './tape.ts';
import type { RecordedTape, TapeInput } from './tape.ts';

const sandbox = sandboxForTests({ isolation: 'isolate' });

async function run(source: string, tape?: TapeInput) {
  const given = tape === undefined ? {} : { tape };
  const execution = await sandbox.run(inputOf(source, given), new MemoryHost());
  expect(execution.ending).toEqual({ kind: 'succeeded' });
  return { printed: texts(execution), tape: execution.tape };
}

const at = (text: string) => Date.parse(text);
const played = (...now: number[]) => ({ now, random: [] });

/** Expressions that ask for the present, and what they give at 2024-05-06T07:08:09.010Z. */
const CLOCKS: readonly (readonly [expression: string, value: unknown])[] = [
  ['Date.now()', at('2024-05-06T07:08:09.010Z')],
  ['new Date().toISOString()', '2024-05-06T07:08:09.010Z'],
  ['new Date().getTime()', at('2024-05-06T07:08:09.010Z')],
  ['Date()', 'Mon May 06 2024 07:08:09 GMT+0000 (Coordinated Universal Time)'],
  ['new (class Later extends Date { year() { return this.getFullYear() } })().year()', 2024],
  ['Reflect.construct(Date, []).getDate()', 6],
  ['new activity.constructor.constructor("return new Date().getMonth()")()', 4],
  ['_.now()', at('2024-05-06T07:08:09.010Z')],
  ['new Intl.DateTimeFormat("en-US").format()', '5/6/2024'],
  ['new Intl.DateTimeFormat("en-US").formatToParts()[0].value', '5'],
];

describe('a tape', () => {
  it.each(CLOCKS)('gives %s', async (expression, value) => {
    const source = `console.log(JSON.stringify(${expression}))`;
    const { printed, tape } = await run(source, played(at('2024-05-06T07:08:09.010Z')));
    expect(printed).toEqual([JSON.stringify(value)]);
    expect(tape).toMatchObject({ missed: 0, omitted: 0 });
    expect(tape?.now).toHaveLength(1);
  });

  it('gives the timers of the console the same clock', async () => {
    const { printed } = await run('console.time("t"); console.timeEnd("t")', played(1000, 1042));
    expect(printed).toEqual(['t: 42ms']);
  });

  it('keeps what does not ask for the present, and what Date is', async () => {
    const source = `const date = new Date(2020, 1, 3);
      console.log(date.getDate(), new Date(5).getTime(), new Date(undefined).getTime(), Date.UTC(1970, 0, 1, 0, 0, 1),
        Date.parse('1970-01-01T00:00:00.007Z'), date instanceof Date, date.constructor === Date, Date.name, Date.length,
        Object.prototype.toString.call(date), Object.keys(globalThis).includes('Date'),
        new Intl.DateTimeFormat('en-US').format(date), Math.random.name, structuredClone(date).getDate())`;
    const plain = await run(source);
    const { printed, tape } = await run(source, 'record');
    expect(printed).toEqual(plain.printed);
    expect(tape).toEqual({ now: [], random: [], omitted: 0, missed: 0 });
    expect(plain.tape).toBeUndefined();
  });

  it('holds what was given, and gives it again', async () => {
    const source = `for (let i = 0; i < 3; i++) console.log(Date.now(), Math.random()); console.log(new Date())`;
    const first = await run(source, 'record');
    expect(first.tape).toMatchObject({ omitted: 0, missed: 0 });
    expect([first.tape?.now.length, first.tape?.random.length]).toEqual([4, 3]);
    const { now = [], random = [] } = first.tape ?? {};
    expect(await run(source, { now, random })).toEqual(first);
  });

  it('goes on for real behind its end, the clock from where it was, and counts what it lacked', async () => {
    const source = 'console.log(Date.now(), Date.now(), Math.random() < 1)';
    const { printed, tape } = await run(source, played(5000));
    const [, second] = (printed[0] ?? '').split(' ').map(Number);
    expect(second).toBeGreaterThanOrEqual(5000);
    expect(second).toBeLessThan(65_000);
    expect(tape).toMatchObject({ missed: 2, omitted: 0 });
  });

  it('ends after so many values, and counts the rest', async () => {
    const source = `for (let i = 0; i < ${MAX_TAPE_VALUES + 7}; i++) i % 2 ? Math.random() : Date.now()`;
    const { tape } = await run(source, 'record');
    expect(tape?.now.length).toBe(MAX_TAPE_VALUES / 2);
    expect(tape).toMatchObject({ omitted: 7, missed: 0 });
  });

  it('is there after a script that failed', async () => {
    const input = inputOf('Date.now(); throw 1', { tape: 'record' });
    const { ending, tape } = await sandbox.run(input, new MemoryHost());
    expect(ending.kind).toBe('failed');
    expect(tape?.now).toHaveLength(1);
  });

  it.each([
    undefined,
    { now: ['1'], random: [], omitted: 0, missed: 0 },
    { now: [], random: [], omitted: 0 },
    { now: Array.from({ length: MAX_TAPE_VALUES + 1 }, () => 1), random: [], omitted: 0, missed: 0 },
  ])('is refused when no honest slot sends it: %#', (tape) => {
    expect(() => checkTape(tape as RecordedTape | undefined)).toThrow(TypeError);
  });
});
