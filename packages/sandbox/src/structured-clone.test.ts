import { describe, expect, test } from 'vitest';
import { MemoryHost } from '@upshot/testing/sandbox/memory-host';
import { inputOf, sandboxForTests, texts } from '@upshot/testing/sandbox/run-source';
import { CLONED, UNCLONEABLE } from './testing/standards/clone-cases.ts';

const sandbox = sandboxForTests();

/** Runs a script that has the cases in `activity`, and reads the JSON that it prints. */
async function evaluate(source: string, cases: unknown = null): Promise<unknown> {
  const execution = await sandbox.run(inputOf(source, { activity: JSON.stringify(cases) }), new MemoryHost());
  expect(execution.ending).toEqual({ kind: 'succeeded' });
  return JSON.parse(texts(execution).join('\n'));
}

const ATTEMPT = 'const attempt = (read) => { try { return read() } catch (e) { return e.name } };';
const print = (expression: string) => `${ATTEMPT} console.log(JSON.stringify(${expression}))`;

describe('structuredClone', () => {
  test('copies what the HTML standard says', async () => {
    const rows = CLONED.map(([value, isRight]) => {
      const clone = `const value = (${value}); const copy = structuredClone(value); return ${isRight}`;
      return `[${JSON.stringify(value)}, attempt(() => { ${clone} })]`;
    });
    const tag = 'const tag = (v) => Object.prototype.toString.call(v);';
    const source = print(`(() => { ${tag} return [${rows.join()}] })()`);
    expect(await evaluate(source)).toEqual(CLONED.map(([value]) => [value, true]));
  });

  test('refuses what cannot be copied', async () => {
    const rows = UNCLONEABLE.map(
      (args) => `[${JSON.stringify(args)}, attempt(() => structuredClone(${args}))]`,
    );
    const buffers = 'const buffer = new ArrayBuffer(1), detached = new ArrayBuffer(1); detached.transfer();';
    const source = print(`(() => { ${buffers} return [${rows.join()}] })()`);
    expect(await evaluate(source)).toEqual(UNCLONEABLE.map((args) => [args, 'DataCloneError']));
  });

  test('transfers buffers, but none when it fails', async () => {
    const source = print(`(() => {
      const a = new Uint8Array([1, 2]), b = new ArrayBuffer(1);
      const copy = structuredClone({ a }, { transfer: [a.buffer] });
      attempt(() => structuredClone(() => 1, { transfer: [b] }));
      return [[...copy.a], a.byteLength, a.buffer.detached, b.detached];
    })()`);
    expect(await evaluate(source)).toEqual([[1, 2], 0, true, false]);
  });

  test('shows what a getter throws', async () => {
    expect(
      await evaluate(print('attempt(() => structuredClone({ get a() { throw new RangeError() } }))')),
    ).toBe('RangeError');
  });
});
