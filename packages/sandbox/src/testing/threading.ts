import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { slotProgram } from '../slot-program.ts';
import { ThreadPermit } from '../thread-permit.ts';

/** Says that it is there, and at each line whether it could make a thread. */
const threading = `const say = (text) => process.stdout.write(text);
  say('here');
  const start = () => new (require('worker_threads').Worker)('', { eval: true });
  process.stdin.on('data', () => {
    try {
      start().on('error', ({ code }) => say(code)).on('online', () => say('made'));
    } catch ({ code }) {
      say(code);
    }
  })`;

/**
 * A program of its own, because RLIMIT_NPROC does not bind root: takes a process's permit to make threads and gives it
 * back, and prints after each what became of a thread.
 */
const child = spawn(process.execPath, ['-e', threading], { stdio: ['pipe', 'pipe', 'ignore'], cwd: '/' });
const hear = async () => String(((await once(child.stdout, 'data')) as [Buffer])[0]);
const makeThread = async () => {
  child.stdin.write('go\n');
  return await hear();
};

await hear();
const permit = new ThreadPermit(child.pid ?? 0, slotProgram().nativePath);
permit.revoke();
const revoked = await makeThread();
permit.grant();
const granted = await makeThread();
console.log(JSON.stringify({ revoked, granted }));
child.kill('SIGKILL');
