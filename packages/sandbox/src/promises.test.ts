import { describe, expect, test } from 'vitest';
import { runSource, sandboxForTests, texts } from '@upshot/testing/sandbox/run-source';

const sandbox = sandboxForTests();

async function printed(source: string): Promise<string[]> {
  const execution = await runSource(sandbox, source);
  expect(execution.ending).toEqual({ kind: 'succeeded' });
  return texts(execution);
}

describe('a script that ends while it waits', () => {
  const TOLD = 'the script ended while still waiting for';

  test.each([
    [
      'an async function',
      `(async () => { console.log('before'); await new Promise(() => {}); console.log('after') })()`,
    ],
    ['a then', `console.log('before'); new Promise(() => {}).then(() => console.log('after'))`],
    ['Promise.all', `console.log('before'); Promise.all([1, new Promise(() => {})]).then(console.log)`],
    [
      'after many others',
      `(async () => { console.log('before'); for (let i = 0; i < 3000; i++) await Promise.resolve(i); await new Promise(() => {}) })()`,
    ],
  ])('is told so: %s', async (_, source) => {
    const { ending, output } = await runSource(sandbox, source);
    expect(ending).toEqual({ kind: 'succeeded' });
    expect(output.lines.map(({ level }) => level)).toEqual(['log', 'host']);
    expect(output.lines[1]?.text).toMatch(new RegExp(`^${TOLD} \\d promises?; there are no timers`));
  });

  test.each([
    'Promise.resolve(1).then((n) => Promise.reject(n)).catch(() => 1).finally(() => 2)',
    '(async () => { await null; try { await Promise.reject(1) } catch { return 1 } })()',
    'new Promise(() => {})',
    'Promise.all([1, Promise.resolve(2)]).then((list) => Promise.race(list))',
  ])('is not told so when nothing is left to wait for: %s', async (source) => {
    expect(await printed(source)).toEqual([]);
  });

  test('a promise keeps its constructor, which may be replaced as ever', async () => {
    const source = `class Mine extends Promise {} const p = Promise.resolve(1);
      console.log(p.constructor === Promise, Mine.resolve(1).constructor === Mine, p instanceof Promise);
      p.constructor = 5; console.log(p.constructor, Object.keys(Promise.prototype), Promise.prototype.constructor === Promise)`;
    expect(await printed(source)).toEqual(['true true true', '5 [] true']);
  });

  test('a getter of a promise that never ends does not keep the slot', async () => {
    const source = `const p = Promise.resolve(1); p.then(() => 1);
      Promise.resolve().then(() => { Object.defineProperty(p, 'constructor', { get() { for (;;); } }) })`;
    expect((await runSource(sandbox, source)).ending).toEqual({ kind: 'succeeded' });
    expect(await printed('console.log(1)')).toEqual(['1']);
  });
});
