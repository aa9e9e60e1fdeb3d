import { reportWorker } from '@upshot/ledger/workers/write';
import { idleReport } from '@upshot/testing/worker-report';
import { connectForTest } from '@upshot/testing/database';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startCliSystem, type CliProject, type CliSystem } from '../testing/cli-system.ts';

let system: CliSystem;
let upshot: CliProject['upshot'];
beforeAll(async () => {
  system = await startCliSystem();
  ({ upshot } = await system.addProject());
});
afterAll(() => system[Symbol.asyncDispose]());

test('without a worker: names the problem, says what to do, and ends with 1', async () => {
  const { code, stdout, stderr } = await upshot('doctor');
  expect(code).toBe(1);
  expect(stdout).toMatch(/^✓ Node\.js +v\d+/m);
  expect(stdout).toMatch(/^✓ token +bootstrap: scope admin, good for every project$/m);
  expect(stdout).toMatch(/^✗ workers +none is alive.*\n +→ Start one/m);
  expect(stdout).toMatch(/^\? barrier +/m);
  expect(stderr).toBe('1 problem(s) found\n');
});

test('with a worker that is well: ends with 0, also as JSON', async () => {
  const database = connectForTest(system.databaseUrl);
  await reportWorker(database, {
    ...idleReport,
    id: 'w',
    version: '0.1.0',
    startedMsAgo: 1000,
    barrier: { seccomp: true, landlock: 6 },
  });
  await database.destroy();
  const { code, stdout } = await upshot('doctor --format json');
  const rows = JSON.parse(stdout) as { check: string; state: string }[];
  expect(rows.filter(({ state }) => state !== 'ok')).toMatchObject([{ check: 'mail', state: 'warning' }]);
  expect(code).toBe(0);
});

test.each([
  ['no server', { server: 'http://127.0.0.1:2' }, /^✗ server +Could not reach .* \(ECONNREFUSED\)/m],
  ['no token', { env: { UPSHOT_TOKEN: '' } }, /^✗ server +A token is required.*\n +→ Create a token/m],
  ['a wrong token', { env: { UPSHOT_TOKEN: 'wrong' } }, /^✗ server +No valid token/m],
])('with %s it says so, and what to do', async (_what, options, expected) => {
  const { code, stdout } = await upshot('doctor', options);
  expect(stdout).toMatch(expected);
  expect(stdout).toMatch(/^ +→ /m);
  expect(code).toBe(1);
});

test('a server that is older than the client is named as such', async () => {
  const { code, stdout } = await upshot('doctor', { server: `${system.url}/problems` });
  expect(stdout).toContain('it is older than this client');
  expect(code).toBe(1);
});
