import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { freePort } from '@upshot/local/free-port';
import { signatureHeaders, type SignatureForm } from '@upshot/secrets/sign';
import { eventually } from '@upshot/testing/eventually';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const folder = join(import.meta.dirname, '..', '..', 'examples', 'webhook-receivers');
const sharedKey = Buffer.alloc(32, 0xfb).toString('base64');
const body = Buffer.from('{"id":"größe","type":"environment.push"}');

/** A documented receiver; `command` is left out of the tests where the machine does not have it. */
interface Receiver {
  readonly command: string;
  readonly isThere: boolean;
  readonly args: (port: number) => readonly string[];
}

const receivers: readonly Receiver[] = [
  { command: process.execPath, isThere: true, args: () => ['receiver.mjs'] },
  { command: 'python3', isThere: runs('python3', '--version'), args: () => ['receiver.py'] },
  {
    command: 'php',
    isThere: runs('php', '--version'),
    args: (port) => ['-S', `127.0.0.1:${port}`, 'receiver.php'],
  },
  { command: 'go', isThere: runs('go', 'version'), args: () => ['run', 'receiver.go'] },
];

function runs(command: string, argument: string): boolean {
  return spawnSync(command, [argument]).status === 0;
}

describe.each(receivers)('the receiver for $command', ({ command, isThere, args }) => {
  let receiver: ChildProcess | undefined;
  let url = '';

  beforeAll(async () => {
    if (!isThere) return;
    const port = await freePort();
    url = `http://127.0.0.1:${port}/`;
    const env = { ...process.env, SHARED_KEY: sharedKey, PORT: String(port) };
    // In a process group of its own: `go run` starts the receiver as its child.
    receiver = spawn(command, [...args(port)], { cwd: folder, env, detached: true });
    receiver.stdout?.resume();
    receiver.stderr?.resume();
    await eventually(() => post({}));
  });

  afterAll(async () => {
    if (receiver?.pid === undefined || receiver.exitCode !== null) return;
    const ended = once(receiver, 'exit');
    process.kill(-receiver.pid, 'SIGTERM');
    await ended;
  });

  function post(headers: Readonly<Record<string, string>>, content = body): Promise<Response> {
    return fetch(url, { method: 'POST', headers, body: new Uint8Array(content) });
  }

  function sign(form: SignatureForm, key = sharedKey): Readonly<Record<string, string>> {
    return Object.fromEntries(signatureHeaders({ sharedKeys: [key], form }, 'run-1', body));
  }

  test.skipIf(!isThere).each(['rfc7797', 'compact'] as const)(
    'accepts what is signed as %s',
    async (form) => {
      expect((await post(sign(form))).status).toBe(204);
    },
  );

  test.skipIf(!isThere).each(['rfc7797', 'compact'] as const)('refuses forgeries of %s', async (form) => {
    const changed = Buffer.from(body.toString().replace('push', 'pull'));
    const otherKey = Buffer.alloc(32, 1).toString('base64');
    expect((await post(sign(form), changed)).status).toBe(401);
    expect((await post(sign(form, otherKey))).status).toBe(401);
    const { 'x-jws-signature': signature = '' } = sign(form);
    for (const forged of [signature.slice(0, -1), `${signature}x`, signature.replace('..', '.x.'), '..', 'x'])
      expect((await post({ 'x-jws-signature': forged })).status).toBe(401);
    const none = Buffer.from('{"alg":"none"}').toString('base64url');
    expect((await post({ 'x-jws-signature': `${none}..` })).status).toBe(401);
  });
});
