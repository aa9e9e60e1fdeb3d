import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestApp, type TestApp } from '../testing/test-app.ts';
import { hook, mail, openProject, script, type Applied } from '../testing/declared-project.ts';

let t: TestApp;
beforeAll(async () => {
  t = await createTestApp();
});
afterAll(() => t[Symbol.asyncDispose]());

it('makes what is not there, changes what is different, and leaves the rest', async () => {
  const p = await openProject(t);
  const made = await p.apply({ integrations: [script, hook, mail], message: 'first' });
  expect(made.changes.map(({ action, name, id }) => [action, name, id])).toEqual([
    ['create', 'notify', null],
    ['create', 'hook', null],
    ['create', 'mail', null],
  ]);
  const other = { ...script, script: 'say(2)', environments: ['main'] };
  const { changes, unchanged } = await p.apply({ integrations: [other, hook, mail], message: 'second' });
  expect(changes).toMatchObject([
    {
      action: 'update',
      name: 'notify',
      script_version: { from: 1, to: 2 },
      fields: [{ field: 'environments', from: ['*'], to: ['main'] }, { field: 'script' }],
    },
  ]);
  expect(unchanged).toEqual(['hook', 'mail']);
  const versions = await t.call('GET', `${p.path}/integrations/notify/versions`);
  expect(versions.list).toMatchObject([
    { version: 2, message: 'second', origin: 'apply', created_by: 'bootstrap' },
    { version: 1, message: 'first', origin: 'apply' },
  ]);
  const shown = await t.call('GET', `${p.path}/integrations/notify`);
  expect(shown.json).toMatchObject({ script: 'say(2)', environments: ['main'], managed_by: 'default' });
});

it('the same again changes nothing, and the revision stays', async () => {
  const p = await openProject(t);
  const variables = { label: { value: 'shop' }, key: { value: 's3cret', is_sensitive: true } };
  const integrations = [{ ...script, variables, paused: true }, hook, mail];
  const { revision } = await p.apply({ integrations });
  for (const _ of [1, 2]) {
    expect(await p.apply({ integrations })).toEqual({
      revision,
      changes: [],
      unchanged: ['notify', 'hook', 'mail'],
      prunable: [],
      warnings: [],
    });
  }
});

it('a dry run tells the same as the apply, and does nothing', async () => {
  const p = await openProject(t);
  await p.apply({ integrations: [script, hook] });
  const before = await p.export();
  const integrations = [{ ...script, concurrency: 4 }, { ...hook, url: 'https://example.org/other' }, mail];
  const planned = await p.apply({ integrations, dry_run: true });
  expect(await p.export()).toEqual(before);
  expect(planned.revision).toBe(before.revision);
  const applied = await p.apply({ integrations, if_revision: planned.revision });
  expect({ ...applied, revision: 0 }).toEqual({ ...planned, revision: 0 });
  expect(applied.revision).toBeGreaterThan(planned.revision);
});

it('what is left out has its default; pause and variables stay', async () => {
  const p = await openProject(t);
  const variables = { label: { value: 'shop' } };
  await p.apply({ integrations: [{ ...script, concurrency: 3, states: ['*'], paused: true, variables }] });
  const { changes } = await p.apply({ integrations: [script] });
  expect(changes[0]?.fields.map(({ field }) => field)).toEqual(['states', 'concurrency']);
  expect((await p.export()).integrations[0]).toMatchObject({ paused: true, variables, states: ['complete'] });
  await p.apply({ integrations: [{ ...script, paused: false, variables: {} }] });
  const [exported] = (await p.export()).integrations;
  expect(exported).toMatchObject({ variables: {} });
  expect(exported).not.toHaveProperty('paused');
});

it('secrets are compared, and never answered', async () => {
  const p = await openProject(t);
  const withKey = (value: string) => ({ ...script, variables: { key: { value, is_sensitive: true } } });
  const all: Applied[] = [];
  all.push(await p.apply({ integrations: [withKey('hidden-1'), hook] }));
  all.push(await p.apply({ integrations: [withKey('hidden-1'), hook] }));
  expect(all[1]?.changes).toEqual([]);
  all.push(await p.apply({ integrations: [withKey('hidden-2'), { ...hook, shared_key: 'b3RoZXIta2V5' }] }));
  expect(all[2]?.changes).toMatchObject([
    { name: 'notify', fields: [], variables: [{ name: 'key', change: 'changed' }] },
    { name: 'hook', fields: [{ field: 'shared_key' }] },
  ]);
  const text = JSON.stringify([all, await p.export()]);
  for (const secret of ['hidden', 'c2VjcmV0', 'b3RoZXI']) expect(text).not.toContain(secret);
});

it('a secret may stay as it is; where there is none, a dry run tells, and an apply refuses', async () => {
  const p = await openProject(t);
  const kept = [
    { ...script, variables: { key: { is_sensitive: true } } },
    { ...hook, shared_key: '******' },
  ];
  const { changes } = await p.apply({ integrations: kept, dry_run: true });
  expect(changes.map(({ missing }) => missing)).toEqual([['variables.key'], ['shared_key']]);
  const refused = await p.post({ integrations: kept });
  expect(refused.status).toBe(400);
  expect(Object.keys(refused.json.detail)).toEqual([
    'integrations[0].variables.key',
    'integrations[1].shared_key',
  ]);
  const variables = { key: { value: 'v', is_sensitive: true } };
  await p.apply({ integrations: [{ ...script, variables }, hook] });
  expect((await p.apply({ integrations: kept })).changes).toEqual([]);
});

it('an integration is renamed, also in a chain, and a name that is left can be given anew', async () => {
  const p = await openProject(t);
  await p.apply({ integrations: [script, hook] });
  const ids = async () => {
    const { list } = await t.call('GET', `${p.path}/integrations`);
    return new Map(list.map((item) => [(item as unknown as { name: string }).name, item.id]));
  };
  const before = await ids();
  const integrations = [
    { ...script, name: 'hook', renamed_from: 'notify' },
    { ...hook, name: 'receiver', renamed_from: 'hook' },
    { ...script, script: 'say(9)' },
  ];
  const { changes } = await p.apply({ integrations });
  expect(changes.map(({ action, name, renamed_from }) => [action, name, renamed_from])).toEqual([
    ['update', 'receiver', 'hook'],
    ['update', 'hook', 'notify'],
    ['create', 'notify', null],
  ]);
  const after = await ids();
  expect([after.get('receiver'), after.get('hook')]).toEqual([before.get('hook'), before.get('notify')]);
  expect((await p.apply({ integrations })).changes).toEqual([]);
});

it('prune deletes what an earlier apply of the set made, and nothing else', async () => {
  const p = await openProject(t);
  await t.call('POST', `${p.path}/integrations`, { body: { ...mail, name: 'by-hand' } });
  await p.apply({ integrations: [script, hook] });
  await p.apply({ integrations: [mail], set: 'other' });
  const kept = await p.apply({ integrations: [script] });
  expect(kept).toMatchObject({ changes: [], prunable: [{ name: 'hook', waiting: 0 }] });
  const pruned = await p.apply({ integrations: [script], prune: true });
  expect(pruned.changes).toMatchObject([{ action: 'delete', name: 'hook' }]);
  const names = (await p.export()).integrations.map(({ name }) => name);
  expect(names).toEqual(['by-hand', 'mail', 'notify']);
});

it('tells how many runs wait for what would be deleted', async () => {
  const p = await openProject(t);
  await p.apply({ integrations: [hook] });
  const activities = [1, 2, 3].map((n) => ({ id: `a${n}`, type: 'environment.push', state: 'complete' }));
  await t.call('POST', `${p.path}/activities`, { body: activities });
  const { prunable } = await p.apply({ integrations: [], dry_run: true });
  expect(prunable).toMatchObject([{ name: 'hook', waiting: 3 }]);
});

it('a resumed integration wakes the lanes in which runs wait', async () => {
  const p = await openProject(t);
  await p.apply({ integrations: [hook] });
  await t.call('POST', `${p.path}/activities`, { body: { id: 'a', type: 'x', state: 'complete' } });
  const { list } = await t.call('GET', `${p.path}/integrations`);
  await p.apply({ integrations: [{ ...hook, paused: true }] });
  const before = t.woken.length;
  await p.apply({ integrations: [{ ...hook, paused: false }] });
  expect(t.woken.slice(before)).toEqual([expect.stringContaining(list[0]?.id ?? '-')]);
});

it('an outdated plan is refused', async () => {
  const p = await openProject(t);
  const { revision } = await p.apply({ integrations: [script], dry_run: true });
  await p.apply({ integrations: [hook] });
  const refused = await p.post({ integrations: [script], if_revision: revision });
  expect(refused).toMatchObject({ status: 409, json: { code: 'plan_outdated' } });
  expect(refused.json.detail['if_revision']).toMatch(/look at a new plan/);
});

it('of two applies at once, one finds what the other has made', async () => {
  const p = await openProject(t);
  const integrations = [script, hook, mail];
  for (const round of [1, 2, 3]) {
    const set = integrations.map((item) => ({ ...item, name: `${item.name}-${round}` }));
    const applied = await Promise.all([1, 2, 3, 4].map(() => p.apply({ integrations: set })));
    expect(applied.map(({ changes }) => changes.length).toSorted((a, b) => a - b)).toEqual([0, 0, 0, 3]);
    expect(new Set(applied.map(({ revision }) => revision)).size).toBe(1);
  }
});

it('an apply and changes by hand at once get in no deadlock', async () => {
  const p = await openProject(t);
  await p.apply({ integrations: [script, hook] });
  const statuses = await Promise.all(
    Array.from({ length: 24 }, async (_, n) => {
      if (n % 4 === 0)
        return (await p.post({ integrations: [{ ...script, concurrency: n + 1 }, hook] })).status;
      if (n % 4 === 1)
        return (await t.call('POST', `${p.path}/integrations`, { body: { ...hook, name: `h${n}` } })).status;
      const name = n % 4 === 2 ? 'notify' : 'hook';
      const body = { concurrency: n, ...(n % 8 === 3 ? { name: 'hook' } : {}) };
      return (await t.call('PATCH', `${p.path}/integrations/${name}`, { body })).status;
    }),
  );
  expect(statuses.filter((status) => status >= 300)).toEqual([]);
});

it('each integration that is changed is in the audit, and a dry run is not', async () => {
  const p = await openProject(t);
  const token = await t.mintToken('admin', p.id);
  await p.apply({ integrations: [script, hook], dry_run: true }, token);
  await p.apply({ integrations: [script, hook] }, token);
  const variables = { key: { value: 'hidden-3', is_sensitive: true } };
  await p.apply({ integrations: [{ ...script, variables }], prune: true }, token);
  const { list, text } = await t.call('GET', `${p.path}/audit?operation=applyIntegrations`);
  const told = list as unknown as readonly { target: object; fields: readonly string[]; status: number }[];
  expect(told.map(({ target, status }) => [(target as { change?: string }).change, status])).toEqual([
    ['changed', 200],
    ['deleted', 200],
    [undefined, 200],
    ['created', 200],
    ['created', 200],
    [undefined, 200],
  ]);
  expect(told[0]).toMatchObject({ target: { name: 'notify' }, fields: ['variables'] });
  expect(text).not.toContain('hidden');
});
