import { afterAll, beforeAll, expect, it } from 'vitest';
import { startCliSystem, type CliSystem } from '../testing/cli-system.ts';

let system: CliSystem;
beforeAll(async () => {
  system = await startCliSystem();
});
afterAll(() => system[Symbol.asyncDispose]());

const activity = '{"id":"one","type":"a.b","state":"complete"}';

it('sends to one integration alone, and tells of the others only in JSON', async () => {
  const { add, upshot } = await system.addProject();
  for (const [name, events] of [
    ['meant', ['a.*']],
    ['other', ['*']],
  ])
    await add({ type: 'script', name, events, script: ';' });
  const lines = Array.from({ length: 101 }, (_, id) => `{"id":"a${id}","type":"a.b","state":"complete"}\n`);
  const many = await upshot('activity:send - --integration meant --format tsv --columns name,verdict', {
    input: lines.join(''),
  });
  expect(many.code).toBe(0);
  expect(new Set(many.stdout.trim().split('\n'))).toEqual(new Set(['Name\tVerdict', 'meant\tmatched']));
  const json = await upshot('activity:send - --integration MEANT --format json', { input: activity });
  expect(JSON.parse(json.stdout)).toMatchObject([
    { matched: [{ name: 'meant' }], skipped: [{ name: 'other', reason: { field: 'integration' } }] },
  ]);
  const sent = 'activity:send --type environment.backup --integration';
  expect((await upshot(`${sent} meant`)).stdout).toContain('type "environment.backup" is not in events');
  const missing = await upshot(`${sent} none`);
  expect(missing.code).toBe(1);
  expect(missing.stderr).toContain('has no integration "none"');
});
