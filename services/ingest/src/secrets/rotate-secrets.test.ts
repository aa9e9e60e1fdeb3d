import { randomBytes } from 'node:crypto';
import { storedContext } from '@upshot/integrations/secret-context';
import { parseKeyRing, seal, unseal } from '@upshot/secrets/seal';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestApp, type TestApp } from '../testing/test-app.ts';
import { rotateSecrets } from './rotate-secrets.ts';

const [oldKey, newKey] = [randomBytes(32), randomBytes(32)].map((key) => key.toString('base64'));
const oldRing = parseKeyRing(oldKey ?? '');
const bothRing = parseKeyRing(`${newKey},${oldKey}`);
const newRing = parseKeyRing(newKey ?? '');

let old: TestApp;

beforeAll(async () => {
  old = await createTestApp({ ring: oldRing });
});

afterAll(() => old[Symbol.asyncDispose]());

async function rotate(ring: typeof oldRing): Promise<unknown> {
  return await rotateSecrets(old.database, ring).handle({} as never, {} as never);
}

it('seals every secret with the current key, so that the former one is no longer needed', async () => {
  const path = '/api/projects/p1/integrations';
  const made = await old.call('POST', path, {
    body: { type: 'webhook', url: 'https://example.com', shared_key: Buffer.alloc(32, 1).toString('base64') },
  });
  const { id } = made.json._embedded.entity;
  await old.call('POST', `${path}/${id}/variables`, {
    body: { name: 'a', value: 'open', is_sensitive: true },
  });
  await old.call('POST', `${path}/${id}/variables`, { body: { name: 'b', value: 'plain' } });

  const sealedBefore = seal(oldRing, '"open"', storedContext(id, 'a'));
  await old.database
    .insertInto('storage')
    .values([
      { integration_id: id, key: 'a', value: sealedBefore },
      { integration_id: id, key: 'b', value: '"plain"' },
    ])
    .execute();

  expect(await rotate(newRing)).toMatchObject({ rotated: 0, unreadable: [{}, {}, { table: 'storage', id }] });
  const key = newRing.keys[0]?.id;
  expect(await rotate(bothRing)).toEqual({ key, rotated: 3, unreadable: [] });
  expect(await rotate(newRing)).toEqual({ key, rotated: 0, unreadable: [] });
  expect(await rotate(oldRing)).toMatchObject({ rotated: 0, unreadable: [{ key }, { key }, { key }] });
  const [sealed, plain] = await old.database.selectFrom('storage').select('value').orderBy('key').execute();
  expect(unseal(newRing, sealed?.value ?? '', storedContext(id, 'a'))).toBe('"open"');
  expect(plain?.value).toBe('"plain"');
});

it('is for operators only', async () => {
  const status = async (token: string) => (await old.call('POST', '/api/secrets/rotate', { token })).status;
  expect(await status(await old.mintToken('admin', 'p1'))).toBe(403);
  expect(await status(await old.mintToken('read', null))).toBe(403);
  expect(await status(await old.mintToken('admin', null))).toBe(200);
});
