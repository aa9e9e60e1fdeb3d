import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { eventually } from '@upshot/testing/eventually';
import { expect, onTestFinished, test } from 'vitest';
import { ProcessGauge } from './process-gauge.ts';
import { slotProgram } from './slot-program.ts';

const program = fileURLToPath(new URL('./testing/endless-run.ts', import.meta.url));

/** Without this, a worker that is killed leaves slots behind that keep a core busy for a quarter of an hour. */
test.skipIf(slotProgram().nativePath === undefined)(
  'a slot with a script that never returns ends when its worker is killed',
  async () => {
    const worker = spawn(process.execPath, [program], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [printed] = (await once(worker.stdout, 'data')) as [Buffer];
    const slots = JSON.parse(printed.toString()) as number[];
    onTestFinished(() => slots.filter(isThere).forEach((pid) => process.kill(pid, 'SIGKILL')));
    // The answer has arrived, and the loop has begun.
    await eventually(() => expect(Math.max(...slots.map(cpuMs))).toBeGreaterThan(2000));
    worker.kill('SIGKILL');
    await eventually(() => expect(slots.filter(isThere)).toEqual([]));
  },
);

function isThere(pid: number): boolean {
  return existsSync(`/proc/${pid}`);
}

function cpuMs(pid: number): number {
  return new ProcessGauge(pid).read()?.cpuMs ?? 0;
}
