import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { temporaryDirectory } from '@upshot/local/temporary-directory';
import { collectOutput } from '@upshot/testing/collect-output';
import { createTestDatabase } from '@upshot/testing/database';
import { eventually } from '@upshot/testing/eventually';
import { secretKey } from '@upshot/testing/processes';
import { createTestRedis } from '@upshot/testing/redis';
import { expect, test } from 'vitest';

const project = join(import.meta.dirname, '..', '..');
const units = join(project, 'infra', 'systemd');
const hasSystemd = spawnSync('env', ['systemd-analyze', '--version']).status === 0;

/** What a machine has that its Node is too old for us: npm finds Node 24 among the packages. */
const systemPath = (process.env['PATH'] ?? '')
  .split(delimiter)
  .filter((folder) => !folder.includes('node_modules'))
  .join(delimiter);

/** A service manager tells npm; Ctrl-C reaches npm and the service, and npm passes it on once more. */
const requests = {
  'SIGTERM to npm': (npm: number) => process.kill(npm, 'SIGTERM'),
  'Ctrl-C': (npm: number) => process.kill(-npm, 'SIGINT'),
};

test.each([
  ['ingest', 'ingest ready', 'SIGTERM to npm'],
  ['ingest', 'ingest ready', 'Ctrl-C'],
  ['worker', 'worker ready', 'SIGTERM to npm'],
] as const)('npm run %s says "%s", and %s ends it in good order', async (script, ready, request) => {
  await using database = await createTestDatabase();
  await using redis = await createTestRedis();
  const env = {
    PATH: systemPath,
    HOME: process.env['HOME'],
    DATABASE_URL: database.url,
    REDIS_URL: redis.url,
    UPSHOT_SECRET_KEY: secretKey,
    UPSHOT_LINGER_MS: '300',
    PORT: '0',
  };
  const npm = spawn('npm', ['run', script], { cwd: project, env, detached: true });
  const output = collectOutput(npm.stdout);
  await eventually(() => expect(output()).toContain(ready));
  requests[request](npm.pid ?? 0);
  await once(npm, 'exit');
  expect(output()).toContain('"msg":"stopped"');
});

test.runIf(hasSystemd)('systemd accepts the units, and what they start is there', async () => {
  await using directory = await temporaryDirectory();
  const names = (await readdir(units)).filter((name) => name.endsWith('.service'));
  for (const name of names) {
    const unit = await readFile(join(units, name), 'utf8');
    await writeFile(join(directory.path, name), unit.replaceAll('/opt/upshot', project));
  }
  const files = names.map((name) => join(directory.path, name.replace('@', '@1')));
  await writeFile(
    join(directory.path, 'upshot-worker@1.service'),
    await readFile(join(directory.path, 'upshot-worker@.service')),
  );
  const { stderr, status } = spawnSync('env', ['systemd-analyze', 'verify', '--man=no', ...files]);
  const complaints = stderr
    .toString()
    .split('\n')
    .filter((line) => line.includes('upshot'));
  expect({ status, complaints }).toEqual({ status: 0, complaints: [] });
});

test('the units start files that exist, and do not restart a service whose settings are wrong', async () => {
  for (const name of ['upshot-ingest.service', 'upshot-worker@.service']) {
    const unit = await readFile(join(units, name), 'utf8');
    const [, main = ''] = /^ExecStart=\S+ (\S+)$/m.exec(unit) ?? [];
    expect(await readFile(join(project, main), 'utf8')).toContain('runService');
    expect(unit).toContain('RestartPreventExitStatus=78');
    expect(unit).toContain('KillMode=mixed');
  }
});

test('the sample environment has settings only', async () => {
  const sample = await readFile(join(units, 'upshot.env'), 'utf8');
  const documented = await readFile(join(project, 'docs', 'configuration.md'), 'utf8');
  const names = [...sample.matchAll(/^(\w+)=/gm)].map(([, name]) => name ?? '');
  const ours = names.filter((name) => !/^(UV_|RES_|NODE_)/.test(name));
  expect(ours.length).toBeGreaterThan(6);
  for (const name of ours) expect(documented).toContain(`\`${name}\``);
});
