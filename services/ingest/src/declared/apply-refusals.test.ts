import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestApp, type TestApp } from '../testing/test-app.ts';
import { hook, mail, openProject, script } from '../testing/declared-project.ts';

let t: TestApp;
beforeAll(async () => {
  t = await createTestApp();
});
afterAll(() => t[Symbol.asyncDispose]());

it('only an admin applies; readers may export', async () => {
  const p = await openProject(t);
  const token = await t.mintToken('read', p.id);
  expect((await t.call('POST', `${p.path}/apply`, { body: { integrations: [] }, token })).status).toBe(403);
  expect((await t.call('GET', `${p.path}/export`, { token })).status).toBe(200);
  expect((await t.call('GET', '/api/projects/nowhere/export')).json.code).toBe('project_not_found');
  const nowhere = await t.call('POST', '/api/projects/nowhere/apply', { body: { integrations: [] } });
  expect(nowhere.json.code).toBe('project_not_found');
});

it('names everything that is wrong, and does nothing', async () => {
  const p = await openProject(t);
  const { status, json } = await p.post({
    integrations: [
      script,
      { ...script, name: 'NOTIFY' },
      { ...script, name: 'a', script: 'let = ;' },
      { ...hook, name: 'b', url: 'nowhere', color: 1 },
      { ...hook, name: 'c', variables: { k: { value: '{', is_json: true }, l: {}, 'm n': { value: '' } } },
      { name: 'd', type: 'webhok' },
      'e',
      { ...mail, variables: {} },
    ],
  });
  expect([status, json.code]).toEqual([400, 'invalid_request']);
  expect(json.detail).toEqual({
    'integrations[1].name': 'is the name of integrations[0], too',
    'integrations[2].script': expect.stringContaining('line 1, column') as string,
    'integrations[3].color': expect.stringContaining('is not a known field') as string,
    'integrations[4].variables.m n': expect.stringContaining('not a known') as string,
    'integrations[5].type': expect.stringContaining('did you mean "webhook"') as string,
    'integrations[6]': 'must be a JSON object',
    'integrations[7].variables': expect.stringContaining('is not a known field') as string,
  });
  expect((await p.export()).integrations).toEqual([]);
});

it('names what cannot become of an integration that is there', async () => {
  const p = await openProject(t);
  await p.apply({ integrations: [script, hook] });
  const { json } = await p.post({
    integrations: [
      { ...hook, name: 'notify' },
      { ...hook, variables: { k: { value: '{', is_json: true } } },
      { ...mail, name: 'x', renamed_from: 'hook2' },
    ],
  });
  expect(json.detail).toEqual({
    'integrations[0].type': 'cannot change: "notify" is a script. Delete it first, or choose another name',
    'integrations[1].variables.k.value': 'must be JSON text, since is_json is true',
  });
  const twice = await p.post({
    integrations: [
      { ...script, name: 'a', renamed_from: 'notify' },
      { ...script, name: 'b', renamed_from: 'notify' },
    ],
  });
  expect(twice.json.detail).toEqual({
    'integrations[1].renamed_from': 'names the integration that integrations[0] renames already',
  });
});

it('a wrong script is named alone as such', async () => {
  const p = await openProject(t);
  const { json } = await p.post({ integrations: [{ ...script, script: 'let = ;' }] });
  expect(json).toMatchObject({ code: 'invalid_script' });
});

it('warns of events that never come, and of what another set has made', async () => {
  const p = await openProject(t);
  const first = await p.apply({ integrations: [{ ...script, events: ['environment.psuh'] }] });
  expect(first.warnings).toEqual([expect.stringMatching(/^notify: events\[0\].*environment\.push/)]);
  const second = await p.apply({ integrations: [script], set: 'other' });
  expect(second.warnings).toEqual(['notify was made by the set "default", which may change it back']);
});

it('takes more than other routes', async () => {
  const p = await openProject(t);
  const large = (name: string) => ({ ...script, name, script: `// ${'x'.repeat(900_000)}` });
  const { changes } = await p.apply({ integrations: ['a', 'b', 'c'].map(large) });
  expect(changes).toHaveLength(3);
});
