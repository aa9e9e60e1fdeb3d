import { temporaryDirectory } from '@upshot/local/temporary-directory';
import { createTestDatabase } from '@upshot/testing/database';
import { eventually } from '@upshot/testing/eventually';
import { adminToken, startIngest, startWorker } from '@upshot/testing/processes';
import { createTestRedis } from '@upshot/testing/redis';
import { callApi } from '@upshot/testing/system';
import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { copyTree, run, type Outcome } from './support/copy-tree.ts';

const root = join(import.meta.dirname, '..', '..');
const fixture = join(root, 'test', 'fixtures', 'add-integration-type');

/** The lines that CONTRIBUTING asks for, each with the line it stands behind. */
const registryLines = [
  ["import { webhook } from './webhook/definition.ts';", "import { echo } from './echo/definition.ts';"],
  ['  webhook,', '  echo,'],
] as const;
const executorLines = [
  ["from './webhook/deliver-webhook.ts';", "import { echoExecutor } from './echo/echo.ts';"],
  ['    webhook: createWebhookExecutor(tools),', '    echo: echoExecutor,'],
] as const;

const registryFile = 'packages/integrations/src/registry.ts';
const executorsFile = 'services/worker/src/executors/executors.ts';

let parts: AsyncDisposableStack;
let tree: string;

beforeAll(async () => {
  parts = new AsyncDisposableStack();
  tree = parts.use(await temporaryDirectory()).path;
  await copyTree(tree);
  await cp(fixture, tree, { recursive: true });
  const worker = { extends: './tsconfig.json', include: ['services/worker/src/main.ts'] };
  await writeFile(join(tree, 'tsconfig.worker.json'), JSON.stringify(worker));
});

afterAll(() => parts.disposeAsync());

it('is what CONTRIBUTING says', async () => {
  const contributing = await readFile(join(root, 'CONTRIBUTING.md'), 'utf8');
  for (const step of [registryFile, executorsFile, 'src/<type>/definition.ts', 'src/executors/<type>/'])
    expect(contributing).toContain(step);
});

it('does not compile without the line in the registry', async () => {
  const former = await addLines(executorsFile, executorLines);
  const { ok, output } = await compile('tsconfig.worker.json');
  expect(ok).toBe(false);
  expect(output).toContain('executors.ts');
  expect(output).toContain("'echo'");
  await writeFile(join(tree, executorsFile), former);
});

it('does not compile without the executor', async () => {
  await addLines(registryFile, registryLines);
  const { ok, output } = await compile('tsconfig.worker.json');
  expect(ok).toBe(false);
  expect(output).toMatch(/executors\.ts.*Property 'echo' is missing/s);
});

it('with both it compiles, and is created, validated, matched, run, shown and documented', async () => {
  await addLines(executorsFile, executorLines);
  expect(await compile('tsconfig.json')).toEqual({ ok: true, output: '' });

  await using database = await createTestDatabase();
  await using redis = await createTestRedis();
  const environment = {
    DATABASE_URL: database.url,
    REDIS_URL: redis.url,
    UPSHOT_QUEUE_PREFIX: redis.prefix,
  };
  expect(await run(tree, ['packages/ledger/src/migrate-command.ts'], environment)).toMatchObject({
    ok: true,
  });
  await using ingest = await startIngest(environment, tree);
  await using _worker = await startWorker(environment, tree);
  const call = callApi(ingest.url);
  await call('PUT', '/projects/shop', { title: 'Shop' });

  const path = '/projects/shop/integrations';
  await expect(call('POST', path, { type: 'echo' })).rejects.toThrow(/prefix.*is required/);
  await expect(call('POST', path, { type: 'echo', prefix: 'forbidden' })).rejects.toThrow(/another word/);
  const made = await call('POST', path, { type: 'echo', prefix: 'got', password: 'secret' });
  const { entity } = (made as { _embedded: { entity: { id: string } } })._embedded;
  expect(entity).toMatchObject({ type: 'echo', prefix: 'got', password: '******', events: ['*'] });
  await call('POST', `${path}/${entity.id}/validate`);

  const posted = await call('POST', '/projects/shop/activities', {
    id: 'a',
    type: 'environment.push',
    state: 'complete',
  });
  expect(posted).toMatchObject({ matched: [{ integration: entity.id, type: 'echo' }] });
  await eventually(async () =>
    expect(await call('GET', `/projects/shop/runs`)).toMatchObject([
      { integration_type: 'echo', outcome: 'succeeded', output: 'got environment.push 6' },
    ]),
  );

  const upshot = { UPSHOT_URL: ingest.url, UPSHOT_TOKEN: adminToken, UPSHOT_PROJECT: 'shop' };
  const cli = (...args: readonly string[]) => run(tree, ['packages/cli/src/main.ts', ...args], upshot);
  const added = await cli('integration:add', '--type', 'echo', '--prefix', 'more', '--format', 'plain');
  expect(added.output).toMatch(/prefix\tmore/);
  expect((await cli('integrations', '--format', 'csv')).output).toContain('echo,Prefix: got');
  expect((await run(tree, ['scripts/generate.ts'])).ok).toBe(true);
  expect(await readFile(join(tree, 'docs/integration-types.md'), 'utf8')).toMatch(
    /## echo[^#]*`--prefix <text>`/,
  );
});

/** Adds lines to a file of the copy, and returns the file as it was. */
async function addLines(file: string, lines: readonly (readonly [string, string])[]): Promise<string> {
  const former = await readFile(join(tree, file), 'utf8');
  const changed = lines.reduce((text, [before, line]) => {
    expect(text).toContain(`${before}\n`);
    return text.replace(`${before}\n`, `${before}\n${line}\n`);
  }, former);
  await writeFile(join(tree, file), changed);
  return former;
}

function compile(project: string): Promise<Outcome> {
  return run(tree, ['node_modules/typescript/bin/tsc', '--project', project]);
}
