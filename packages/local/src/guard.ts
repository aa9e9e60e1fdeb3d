import { spawn } from 'node:child_process';

/**
 * Signals a process as soon as ours is gone, however it went: also after `kill -9`, which leaves us no time to do it.
 * A small shell waits for the end of a pipe that only we hold open. Returns a function that calls the guard off.
 */
export function guard(pid: number, signal: 'INT' | 'TERM' | 'KILL'): () => void {
  const guardian = spawn('/bin/sh', ['-c', 'read -r _; kill "-$1" "$2"', 'guard', signal, String(pid)], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
    cwd: '/',
  });
  guardian.on('error', () => {});
  guardian.stdin.on('error', () => {});
  guardian.unref();
  (guardian.stdin as unknown as { unref(): void }).unref();
  return () => {
    guardian.kill('SIGKILL');
  };
}
