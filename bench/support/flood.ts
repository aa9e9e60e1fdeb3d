import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { guard } from '@upshot/local/guard';
import type { FloodOrder, FloodReport } from './flooder.ts';

/**
 * Starts a process that posts activities, and resolves with what it was answered. It is a session of its own: Linux shares processor
 * time out by session, and producers on other machines would not take it from each other. It does not outlive us.
 */
export async function flood(order: FloodOrder): Promise<FloodReport> {
  const flooder = spawn(process.execPath, [join(import.meta.dirname, 'flooder.ts')], {
    stdio: ['pipe', 'pipe', 'inherit'],
    detached: true,
  });
  await once(flooder, 'spawn');
  flooder.once('exit', guard(flooder.pid as number, { signal: 'TERM', graceSeconds: 1 }));
  flooder.stdin.end(JSON.stringify(order));
  return JSON.parse(await text(flooder.stdout)) as FloodReport;
}
