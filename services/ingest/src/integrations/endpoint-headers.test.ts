import { secretContext } from '@upshot/integrations/secret-context';
import { unseal } from '@upshot/secrets/seal';
import { expect, test } from 'vitest';
import { createTestApp } from '../testing/test-app.ts';

const path = '/api/projects/p1/integrations';

test('the headers of a webhook are sealed, and never answered again; bad ones are refused', async () => {
  await using t = await createTestApp();
  const headers = 'Authorization: Bearer hidden\nX-Team: web';
  const body = { type: 'webhook', url: 'https://example.org/h', headers };
  const created = (await t.call('POST', path, { body })).json._embedded.entity;
  expect(created).toMatchObject({ headers: '******' });
  const row = await t.database
    .selectFrom('integrations')
    .selectAll()
    .where('id', '=', created.id)
    .executeTakeFirstOrThrow();
  expect(JSON.stringify(row)).not.toContain('hidden');
  const opened = () => unseal(t.ring, row.sealed['headers'] ?? '', secretContext(created.id, 'headers'));
  expect(opened()).toBe(headers);
  const change = (value: string | null) =>
    t.call('PATCH', `${path}/${created.id}`, { body: { headers: value } });
  expect((await change('******')).json._embedded.entity).toMatchObject({ headers: '******' });
  for (const bad of ['Host: a', 'no header', 'X: 1\nX: 2', `X: ${'a'.repeat(4096)}`]) {
    const { status, json } = await change(bad);
    expect([status, Object.keys(json.detail)]).toEqual([400, ['headers']]);
  }
  expect((await change(null)).json._embedded.entity).toMatchObject({ headers: null });
});
