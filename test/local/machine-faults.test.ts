import { execFile, spawnSync } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryDirectory } from '@upshot/local/temporary-directory';
import { describe, expect, test } from 'vitest';
import { startEnvironment } from './support/start-environment.ts';

const project = join(import.meta.dirname, '..', '..');
const namespace = process.getuid?.() === 0 ? [] : ['--map-root-user'];
const hasNamespaces = spawnSync('env', ['unshare', ...namespace, '--mount', '--net', 'true']).status === 0;

/** What a start says on standard error in a namespace of its own, after the shell has changed the machine. */
async function saidAfter(change: string, kind: '--mount' | '--net', disk: string): Promise<string> {
  const script = `${change} && exec "$2" packages/local/src/start.ts`;
  const args = ['unshare', ...namespace, kind, 'sh', '-c', script, 'sh', disk, process.execPath];
  const env = startEnvironment(join(disk, 'home'));
  return new Promise((resolve) => {
    execFile('env', args, { cwd: project, env }, (_fault, _output, said) => resolve(said));
  });
}

describe.runIf(hasNamespaces)('a start names the real cause', () => {
  test.each([
    [
      'a read-only disk',
      'mount -t tmpfs -o ro tmpfs "$1"',
      '--mount',
      /is on a read-only file system\. Set UPSHOT_HOME/,
    ],
    [
      'a full disk',
      'mount -t tmpfs -o size=4k tmpfs "$1"',
      '--mount',
      /no space left on the disk of \/.*Free some/,
    ],
    ['no loopback', 'true', '--net', /does not reach itself at the IPv4 loopback address/],
  ] as const)('%s', async (_title, change, kind, sentence) => {
    await using directory = await temporaryDirectory();
    const disk = join(directory.path, 'disk');
    await mkdir(disk);
    expect(await saidAfter(change, kind, disk)).toMatch(sentence);
  });

  test('a disk that is filled by the database', async () => {
    await using directory = await temporaryDirectory();
    const disk = join(directory.path, 'disk');
    await mkdir(disk);
    const said = await saidAfter('mount -t tmpfs -o size=30m,mode=711 tmpfs "$1"', '--mount', disk);
    expect(said).toMatch(/no space left on the disk of \/.*PostgreSQL's initdb failed/s);
  });
});
