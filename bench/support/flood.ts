import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { guard } from '@upshot/local/guard';
import type { FloodOrder, FloodReport } from './flooder.ts';

/**
 * Starts a process that posts activities, on the named processors only where some are named, and resolves with what
 * it was answered. It is a session of its own: Linux shares processor time out by session, and producers on other
 * machines would not take it from each other. It does not outlive us.
 */
export async function flood(order: FloodOrder, processors?: string): Promise<FloodReport> {
  const script = join(import.meta.dirname, 'flooder.ts');
  const [command, parameters] =
    processors === undefined
      ? [process.execPath, [script]]
      : ['taskset', ['-c', processors, process.execPath, script]];
  const flooder = spawn(command, parameters, { stdio: ['pipe', 'pipe', 'inherit'], detached: true });
  await once(flooder, 'spawn');
  flooder.once('exit', guard(flooder.pid as number, { signal: 'TERM', graceSeconds: 1 }));
  flooder.stdin.end(JSON.stringify(order));
  return JSON.parse(await text(flooder.stdout)) as FloodReport;
}
