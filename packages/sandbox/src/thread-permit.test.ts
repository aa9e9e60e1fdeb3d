import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, onTestFinished, test } from 'vitest';
import { CommonBarrier } from './common-barrier.ts';
import { Deadlines } from './deadlines.ts';
import { DEFAULT_LIMITS } from './limits.ts';
import { slotProgram } from './slot-program.ts';
import { Slot } from './slot.ts';

const run = promisify(execFile);
const threading = fileURLToPath(new URL('./testing/threading.ts', import.meta.url));
/** Root is exempt, so as root the process under test gets another account. */
const account = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};

describe.skipIf(slotProgram().nativePath === undefined)('the permit to make threads', () => {
  test('is taken from a process, and given back', async () => {
    const { stdout } = await run(process.execPath, [threading], { ...account, env: {} });
    expect(JSON.parse(stdout)).toEqual({ revoked: 'ERR_WORKER_INIT_FAILED', granted: 'made' });
  });

  test('is held by a slot while it runs a script, and never else', async () => {
    const ready = Promise.withResolvers<Slot>();
    const owner = { barrier: new CommonBarrier(), slotReady: ready.resolve, slotDied: () => undefined };
    const slot = new Slot(32, true, owner);
    onTestFinished(() => slot.kill());
    await ready.promise;
    expect(readProcessLimit(slot.pid)).toBe('0');
    const script = { projectId: 'p', integrationId: 'i' };
    slot.occupy({ received: () => undefined, died: () => undefined }, 'p', script);
    expect(readProcessLimit(slot.pid)).toBe(readProcessLimit(process.pid));
    slot.vacate();
    expect(readProcessLimit(slot.pid)).toBe('0');
  });
});

/** The soft limit, as proc(5) shows it. */
function readProcessLimit(pid: number): string | undefined {
  return /^Max processes\s+(\S+)/m.exec(readFileSync(`/proc/${pid}/limits`, 'utf8'))?.[1];
}

test.each([
  [32, undefined],
  [33, 'threads'],
] as const)('a run whose slot has %i threads is ended for: %s', async (threads, expected) => {
  const looked = Promise.withResolvers<unknown>();
  let looks = 0;
  const readUsage = () => {
    if (++looks === 2) looked.resolve(undefined);
    return { cpuMs: 0, threads };
  };
  const actions = { wallOver: () => undefined, kill: (limit: unknown) => looked.resolve(limit) };
  const deadlines = new Deadlines(readUsage, 0, DEFAULT_LIMITS, actions);
  onTestFinished(() => deadlines.stop());
  expect(await looked.promise).toBe(expected);
});
