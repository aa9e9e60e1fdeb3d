import { spawn } from 'node:child_process';

/** How to end a process whose owner is gone: with a signal, and by force when that has not helped after a while. */
export interface Ending {
  readonly signal: 'INT' | 'TERM';
  readonly graceSeconds: number;
}

const script = `
read -r _
kill "-$2" "$1"
left=$3
while kill -0 "$1"; do
  [ "$left" -gt 0 ] || { kill -KILL "$1"; exit; }
  left=$((left - 1))
  sleep 1
done`;

/**
 * Ends a process as soon as this one is gone, for any reason: also after `kill -9`, which runs no handler. A small
 * shell waits for the end of a pipe that only this process holds open. Returns a function that stops the guard.
 */
export function guard(pid: number, { signal, graceSeconds }: Ending): () => void {
  const words = [pid, signal, graceSeconds].map(String);
  const guardian = spawn('/bin/sh', ['-c', script, 'guard', ...words], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
    cwd: '/',
    env: { PATH: '/usr/bin:/bin' },
  });
  guardian.on('error', () => {});
  guardian.stdin.on('error', () => {});
  guardian.unref();
  (guardian.stdin as unknown as { unref(): void }).unref();
  return () => {
    guardian.kill('SIGKILL');
  };
}
