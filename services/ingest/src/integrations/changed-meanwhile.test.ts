import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestApp, type TestApp } from '../testing/test-app.ts';

let t: TestApp;
beforeAll(async () => {
  t = await createTestApp();
});
afterAll(() => t[Symbol.asyncDispose]());

interface Shown {
  readonly id: string;
  readonly updated_at: string | null;
}

test('a change that names what it is based on is refused when another one was made meanwhile', async () => {
  const body = { type: 'script', script: ';' };
  const made = await t.call('POST', '/api/projects/p1/integrations', { body });
  const { id } = made.json._embedded.entity;
  const change = (fields: object) => t.call('PATCH', `/api/projects/p1/integrations/${id}`, { body: fields });
  const first = await change({ concurrency: 2, if_updated_at: null });
  expect(first.status).toBe(200);
  const seen = (first.json._embedded.entity as unknown as Shown).updated_at;
  expect((await change({ concurrency: 3, if_updated_at: null })).json).toMatchObject({
    status: 409,
    code: 'changed_meanwhile',
    detail: { if_updated_at: expect.stringContaining(String(seen)) as string },
  });
  expect((await change({ concurrency: 3, if_updated_at: 'yesterday' })).status).toBe(409);
  expect((await change({ concurrency: 3, if_updated_at: seen })).status).toBe(200);
  expect((await change({ concurrency: 4, if_updated_at: seen })).status).toBe(409);
  expect((await change({ concurrency: 5 })).status).toBe(200);
  expect((await change({ if_updated_at: 5 })).json.code).toBe('invalid_request');
});
