import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestApp, type TestApp } from '../../../services/ingest/src/testing/test-app.ts';

let t: TestApp;
beforeAll(async () => {
  t = await createTestApp();
});
afterAll(() => t[Symbol.asyncDispose]());

const project = {
  title: 'My project',
  region: 'eu-5.platform.sh',
  default_domain: 'example.org',
  organization: '01ABCDEF',
  subscription: {
    plan: 'development',
    subscription_management_uri: 'https://console.example/org/my-project',
  },
};

describe('a project', () => {
  test('is created by an admin with the properties that scripts expect in `project`', async () => {
    const created = await t.call('PUT', '/api/projects/shop', { body: project });
    expect(created.json).toMatchObject({ status: 'Created', code: 201, _embedded: { entity: project } });
    const { json } = await t.call('GET', '/api/projects/shop');
    expect(json).toMatchObject({ id: 'shop', ...project });
    expect(json._links).toEqual({
      self: { href: '/api/projects/shop' },
      '#edit': { href: '/api/projects/shop' },
      integrations: { href: '/api/projects/shop/integrations' },
      activities: { href: '/api/projects/shop/activities' },
      environments: { href: '/api/projects/shop/environments' },
      capabilities: { href: '/api/projects/shop/capabilities' },
    });
  });

  test('is edited by PATCH, which leaves what is not named', async () => {
    await t.call('PUT', '/api/projects/shop', { body: project });
    const { json } = await t.call('PATCH', '/api/projects/shop', { body: { title: 'New', region: 'us-4' } });
    expect(json).toMatchObject({
      status: 'OK',
      code: 200,
      _embedded: { entity: { ...project, title: 'New', region: 'us-4' } },
    });
  });

  test('takes back what it has answered', async () => {
    await t.call('PUT', '/api/projects/shop', { body: project });
    const { json } = await t.call('GET', '/api/projects/shop');
    await t.call('PUT', '/api/projects/shop', { body: json });
    const again = (await t.call('GET', '/api/projects/shop')).json;
    expect(again).toMatchObject({ ...project, _links: json._links });
  });

  test('cannot be changed by other tokens', async () => {
    await t.call('PUT', '/api/projects/shop', { body: project });
    for (const scope of ['read', 'producer'] as const) {
      const token = await t.mintToken(scope, 'shop');
      const { status } = await t.call('PATCH', '/api/projects/shop', { token, body: { title: 'Mine' } });
      expect(status).toBe(403);
    }
  });
});
