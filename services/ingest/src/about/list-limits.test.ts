import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestApp, type TestApp } from '../testing/test-app.ts';

let t: TestApp;
beforeAll(async () => {
  t = await createTestApp();
});
afterAll(() => t[Symbol.asyncDispose]());

test('every token reads the limits of scripts', async () => {
  const { status, list } = await t.call('GET', '/api/limits');
  expect(status).toBe(200);
  expect(list).toContainEqual({
    name: 'wall_ms',
    default: 30_000,
    setting: 'UPSHOT_SCRIPT_WALL_MS',
    description: expect.any(String) as unknown,
  });
  expect(list).toContainEqual(
    expect.objectContaining({ name: 'storage_keys', default: 1000, setting: null }),
  );
  expect((await t.call('GET', '/api/limits', { token: '' })).status).toBe(401);
});
