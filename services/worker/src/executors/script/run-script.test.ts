import { eventually } from '@upshot/testing/eventually';
import { describe, expect, it } from 'vitest';
import { dueRun } from '../../testing/attempts.ts';
import { limits, startScripts } from '../../testing/run-scripted.ts';
import { StorageView } from './storage-view.ts';

const { runScripted, readLive, sandbox } = startScripts();

/** The storage of a script that does not name it, so that it is asked for while the script runs. */
const asking = `require('stor' + 'age')`;

describe('the outcome of a script', () => {
  it.each<[string, string, object]>([
    ['succeeded', 'void 0', { outcome: 'succeeded', error: undefined }],
    [
      'failed',
      `const a = 1;\n  throw new RangeError('no')`,
      {
        outcome: 'failed',
        error: {
          name: 'RangeError',
          message: 'no',
          stack: 'RangeError: no\n    at script.js:2:9',
          line: 2,
          column: 9,
        },
      },
    ],
    [
      'out of memory',
      'const a = []; for (;;) a.push(new Array(1000).fill(1))',
      {
        outcome: 'out_of_memory',
        error: { name: 'MemoryError', message: `the script used up its ${limits.memoryMb} MB of memory` },
      },
    ],
  ])('is told from how it ended: %s', async (_what, source, expected) => {
    const { result } = await runScripted(source);
    expect(result).toMatchObject({ ...expected, mustSettleFirst: false });
    expect(result).not.toHaveProperty('retryAfterMs');
  });

  it('is that of TypeScript without its types, with places as they were written', async () => {
    const source =
      'interface A { b: string }\nconst a: A = { b: activity.id };\nthrow new Error(a.b as string);';
    const { result } = await runScripted(source);
    const error = { name: 'Error', message: 'a', line: 3, column: 7 };
    expect(result).toMatchObject({ outcome: 'failed', error });
  });

  it('says where a script was that used up its processor time', async () => {
    const { result } = await runScripted('console.log(1);\n  for (;;) {}', { cpuContention: 1 });
    const message = `the script used up its ${limits.cpuMs} ms of processor time`;
    const stack = expect.stringContaining('at script.js:2:') as string;
    const error = { name: 'TimeoutError', message, stack, line: 2 };
    expect(result).toMatchObject({ outcome: 'timed_out', error, mustSettleFirst: false });
  });

  it('is a crash when its slot dies', async () => {
    const storage = new StorageView(() => {
      for (const { pid, state } of sandbox.slots()) if (state !== 'idle') process.kill(pid, 'SIGKILL');
      return new Promise(() => undefined);
    });
    const { result } = await runScripted(`${asking}.get('a')`, { attempt: { storage } });
    expect(result).toMatchObject({ outcome: 'crashed', error: { name: 'CrashError', message: 'SIGKILL' } });
  });

  it('tells what it took, and of which version it is', async () => {
    const source = `fetch('ORIGIN'); fetch('ORIGIN'); for (let i = 0; i < 1e5; i++) {}
      for (let i = 0; i < 100; i++) console.log('x'.repeat(100))`;
    const { result, texts } = await runScripted(source, { integration: { version: 3 } });
    expect(result).toMatchObject({ outcome: 'succeeded', scriptVersion: 3, fetches: 2 });
    expect(numberIn(result, 'cpuMs')).toBeGreaterThan(0);
    expect(numberIn(result, 'durationMs')).toBeGreaterThan(0);
    expect(numberIn(result, 'omittedBytes')).toBeGreaterThan(5000);
    expect(texts.join('\n')).toContain(`(${numberIn(result, 'omittedBytes')} bytes) omitted`);
  });

  it('is none when the worker has aborted it, whatever it had stored', async () => {
    const aborting = new AbortController();
    const { result, done } = await runScripted(`require('storage').set('a', 1); fetch('ORIGIN')`, {
      attempt: { signal: aborting.signal },
      answer: () => aborting.abort(),
    });
    expect(result).toBe('aborted');
    expect(done).toEqual(['begun', 'GET /']);
  });

  it('holds no secret: neither in its output nor in its error', async () => {
    const encoded = Buffer.from('s3cret-value').toString('base64');
    const source = `console.log('the key is s3cret-value'); console.warn('${encoded}'); console.log('plain');
      const error = new Error('bad s3cret-value'); error.name = 's3cret-value'; throw error`;
    const { result } = await runScripted(source);
    const at_ms = expect.toSatisfy(Number.isInteger) as number;
    expect(result).toMatchObject({
      error: {
        name: '******',
        message: 'bad ******',
        stack: expect.stringContaining('bad ******') as string,
      },
      output: [
        { at_ms, level: 'log', text: 'the key is ******' },
        { at_ms, level: 'warn', text: '******' },
        { at_ms, level: 'log', text: 'plain' },
      ],
    });
    expect(JSON.stringify(result)).not.toContain('s3cret');
  });
});

it.each([
  ['is sealed', true, expect.stringMatching(/^v1\./) as string],
  ['is plain while a live worker cannot open it', false, '"s3cret-value"'],
])('what a script stores that holds a secret %s', async (_what, maySeal, stored) => {
  const source = `const storage = require('storage'); storage.set('a', 's3cret-value'); storage.set('b', 'plain')`;
  const { result } = await runScripted(source, { maySeal });
  const values = new Map([
    ['a', stored],
    ['b', '"plain"'],
  ]);
  expect(result).toMatchObject({ storage: { clear: false, values } });
});

it('the output of a script is shown while it runs, without secrets', async () => {
  const shown: string[] = [];
  const { texts } = await runScripted(`console.log('the key is s3cret-value'); fetch('ORIGIN')`, {
    attempt: { run: dueRun({ id: 'shown' }) },
    async answer(_request, response) {
      const lines = await eventually(async () => {
        const shownLines = await readLive('shown');
        expect(shownLines).toHaveLength(2);
        return shownLines;
      });
      shown.push(...lines.map(([, text]) => text));
      response.end();
    },
  });
  expect(shown).toEqual(texts.slice(0, 2));
  expect(shown[0]).toBe('the key is ******');
});

describe('the storage of a script', () => {
  it('is handed over with the outcome, and does not hold up the lane', async () => {
    const { result, done } = await runScripted(`const storage = require('storage');
      storage.set('a', 1); storage.clear(); storage.set('b', 2); storage.remove('b'); storage.set('c', 3)`);
    expect(result).toMatchObject({ storage: { clear: true }, mustSettleFirst: false });
    expect(result).toHaveProperty(
      'storage.values',
      new Map([
        ['b', null],
        ['c', '3'],
      ]),
    );
    expect(done).toEqual([]);
  });

  it('does not count what is set after its end, here by the clock', async () => {
    const reading = Promise.withResolvers<Map<string, string>>();
    const storage = new StorageView(() => reading.promise);
    const { result } = await runScripted(`${asking}.set('a', 2)`, { attempt: { storage } });
    reading.resolve(new Map([['a', '1']]));
    expect(await storage.begin().get('a')).toBe('1');
    const message = `the script used up its ${limits.wallMs} ms of wall-clock time`;
    expect(result).toMatchObject({ outcome: 'timed_out', error: { name: 'TimeoutError', message } });
    expect(result).toMatchObject({ storage: undefined, mustSettleFirst: false });
  });

  it.each([
    { concurrency: 1, reads: 1, seen: '1', mustSettleFirst: false },
    { concurrency: 2, reads: 2, seen: '2', mustSettleFirst: true },
  ])(
    'is read again where other lanes write, too: %o',
    async ({ concurrency, reads, seen, mustSettleFirst }) => {
      let value = 0;
      const storage = new StorageView(() => Promise.resolve(new Map([['a', String(++value)]])));
      const options = { integration: { concurrency }, attempt: { storage } };
      const readOnly = `console.log(require('storage').get('a'))`;
      const first = await runScripted(readOnly, options);
      expect(first.result).toMatchObject({ storage: undefined, mustSettleFirst: false });
      const second = await runScripted(readOnly, options);
      expect([value, ...first.texts, ...second.texts]).toEqual([reads, '1', seen]);
      const writing = await runScripted(`require('storage').set('a', 9)`, options);
      expect(writing.result).toMatchObject({ mustSettleFirst });
    },
  );
});

type Result = Awaited<ReturnType<typeof runScripted>>['result'];

function numberIn(result: Result, name: 'cpuMs' | 'durationMs' | 'omittedBytes'): number {
  return result === 'aborted' ? 0 : (result[name] ?? 0);
}
