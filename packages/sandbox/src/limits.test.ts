import { expect, test } from 'vitest';
import { busyness } from '@upshot/testing/machine';
import { MemoryHost } from '@upshot/testing/sandbox/memory-host';
import { inputOf, runSource, sandboxForTests, texts } from '@upshot/testing/sandbox/run-source';

const sandbox = sandboxForTests();

/** So long that a script gets to its request on a machine that has a lot else to do. */
const LONG_ENOUGH_TO_BEGIN_MS = 3_000;

test('a loop is ended at the limit of processor time, and its error says where it was', async () => {
  const idleMachine = sandboxForTests({ cpuContention: () => 1 });
  const execution = await runSource(idleMachine, 'console.log(1);\nfor (;;) {}');
  expect(execution.ending).toMatchObject({
    kind: 'timed_out',
    limit: 'cpu',
    limitMs: 500,
    error: { line: 2 },
  });
  expect(execution.cpuMs).toBeGreaterThan(0);
  expect(texts(execution)).toEqual(['1']);
});

test('a machine under CPU contention gives a loop no more processor time', async () => {
  const contended = sandboxForTests({ cpuContention: () => 100 });
  const execution = await runSource(contended, 'console.log(1); for (;;) {}');
  expect(execution.ending).toEqual({ kind: 'timed_out', limit: 'cpu', limitMs: 500 });
  expect(execution.cpuMs).toBeLessThan(10_000);
});

test.each([
  ['a built-in that ignores every timeout', 'Array.prototype.indexOf.call({ length: 2 ** 53 - 1 }, 1)'],
  ['a sort of a sparse array', 'const a = []; a.length = 2 ** 32 - 1; a.reverse()'],
  ['a thrown Proxy that loops when it is read', 'throw new Proxy({}, { get() { for (;;); } })'],
  ['a thrown getter that loops', 'throw { get message() { for (;;); } }'],
  ['a stack that loops when it is formatted', 'Error.prepareStackTrace = () => { for (;;); }; null.x'],
  ['a promise job that loops', 'Promise.resolve().then(() => { for (;;); })'],
  ['a rejection that loops when it is read', 'Promise.reject(new Proxy({}, { get() { for (;;); } }))'],
  ['a catch that swallows', 'for (;;) { try { for (;;); } catch {} finally { continue } }'],
])('%s cannot go on', async (_, source) => {
  const execution = await runSource(sandbox, `console.log('begun'); ${source}`);
  expect(execution.ending).toMatchObject({ kind: 'timed_out', limit: 'cpu' });
  expect(texts(execution)).toEqual(['begun']);
});

test('time in a host function counts as wall time; the error says where, and the host call is aborted', async () => {
  const host = new MemoryHost();
  const heard: boolean[] = [];
  host.respond = (_, signal) =>
    new Promise(() => signal.addEventListener('abort', () => heard.push(signal.aborted)));
  const input = inputOf(`console.log('begun');\nfetch('u')`, { limits: { wallMs: LONG_ENOUGH_TO_BEGIN_MS } });
  const execution = await sandbox.run(input, host);
  expect(execution.ending).toMatchObject({
    kind: 'timed_out',
    limit: 'wall',
    limitMs: LONG_ENOUGH_TO_BEGIN_MS,
    error: { name: 'TimeoutError', line: 2, column: 1 },
  });
  expect(execution.cpuMs).toBeLessThan(200);
  expect(texts(execution)).toEqual(['begun']);
  expect(heard).toEqual([true]);
});

test('a script that fetches for ever, and catches everything, ends with its wall time', async () => {
  const host = new MemoryHost();
  const input = inputOf(`for (;;) { try { fetch('u') } catch {} }`, {
    limits: { wallMs: 300, cpuMs: 5_000, fetches: 1e9 },
  });
  const { ending, wallMs } = await sandbox.run(input, host);
  expect(ending).toMatchObject({ kind: 'timed_out', limit: 'wall' });
  expect(wallMs).toBeLessThan(5_000 * busyness());
});

test.each([
  ['a growing array', 'const a = []; for (;;) a.push(new Array(1e4).fill(1.5))'],
  ['a growing Map', 'const m = new Map(); for (let i = 0; ; i += 1) m.set(i, { i })'],
  [
    'a catch that goes on taking memory',
    'const k = []; for (;;) { try { k.push(new Array(1e5).fill(1.5)) } catch {} }',
  ],
  ['one huge string', `'x'.repeat(2 ** 29 - 100).toUpperCase()`],
])('%s ends at the limit of memory', async (_, source) => {
  const limits = { memoryMb: 64, cpuMs: 10_000, wallMs: 20_000 };
  const execution = await sandbox.run(
    inputOf(`console.log('begun'); ${source}`, { limits }),
    new MemoryHost(),
  );
  expect(execution.ending).toEqual({ kind: 'out_of_memory', limitMb: 64 });
  expect(texts(execution)).toEqual(['begun']);
});

test('nearly all of the memory can be used', async () => {
  const source = 'const a = []; for (let i = 0; i < 110 * 8; i += 1) a.push(new Array(16384).fill(i + 0.5))';
  const input = inputOf(source, { limits: { memoryMb: 128, cpuMs: 5_000 } });
  expect((await sandbox.run(input, new MemoryHost())).ending).toEqual({ kind: 'succeeded' });
});

test('a line of JavaScript that aborts its process costs its own run only', async () => {
  const { ending } = await runSource(sandbox, `'a'.repeat(2 ** 28).split('')`);
  expect(ending).toHaveProperty('kind', expect.stringMatching(/^(crashed|out_of_memory)$/));
  expect((await runSource(sandbox, '1')).ending).toEqual({ kind: 'succeeded' });
});

test('of a flood of lines the first and the last are kept, even when it ends with a kill', async () => {
  const source = `let i = 0; for (;;) console.log('line ' + (i++))`;
  const input = inputOf(source, { limits: { outputBytes: 4_000, cpuMs: 300 } });
  const { ending, output } = await sandbox.run(input, new MemoryHost());
  expect(ending).toMatchObject({ kind: 'timed_out' });
  expect(output.lines[0]?.text).toBe('line 0');
  expect(output.omittedLines).toBeGreaterThan(100);
  expect(output.lines.some(({ text }) => text.includes('omitted'))).toBe(true);
  const size = output.lines.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0);
  expect(size).toBeLessThan(4_200);
});

test('lines of five megabytes do not fill the memory of the parent', async () => {
  const before = process.memoryUsage.rss();
  const { output } = await runSource(sandbox, `for (;;) console.log('x'.repeat(5e6))`);
  expect(output.lines.length).toBeGreaterThan(0);
  expect(process.memoryUsage.rss() - before).toBeLessThan(100 * 2 ** 20);
});

test('lines are heard while the script still runs', async () => {
  const host = new MemoryHost();
  const heard: number[] = [];
  host.respond = () => {
    heard.push(host.printed.length);
    return Promise.resolve({ ok: false, error: { name: 'Error', message: 'no' } });
  };
  await runSource(sandbox, `console.log(1); console.log(2); fetch('u')`, host);
  expect(heard).toEqual([2]);
});

test('huge values do not leave the isolate', async () => {
  const source = `for (const f of [() => require('storage').set('k', 'x'.repeat(5e6)), () => fetch('u', { body: 'x'.repeat(11e6) })])
    try { f() } catch (e) { console.log(e.name, e.message) }`;
  expect(texts(await runSource(sandbox, source))).toEqual([
    'QuotaExceededError a storage value may have 65536 characters as JSON, this one has 5000002',
    'RangeError fetch: the body is too large',
  ]);
});

test.each([
  [`require('storage').get('k'.repeat(513))`, 'RangeError'],
  [`require('storage').remove('k'.repeat(513))`, 'RangeError'],
  [`fetch('u'.repeat(8_193))`, 'RangeError'],
  [`fetch('u', { method: 'G'.repeat(33) })`, 'RangeError'],
  [`fetch('u', { method: 'G T' })`, 'TypeError'],
  [`fetch('u', { headers: { a: 'x'.repeat(65_536) } })`, 'RangeError'],
  [`const s = require('storage'); for (let i = 0; i < 10_001; i += 1) s.get('k')`, 'RangeError'],
])('%s is refused', async (source, name) => {
  const host = new MemoryHost();
  const { ending } = await sandbox.run(inputOf(source, { limits: { cpuMs: 10_000 } }), host);
  expect(ending).toMatchObject({ kind: 'failed', error: { name } });
  expect(host.requests).toEqual([]);
});
