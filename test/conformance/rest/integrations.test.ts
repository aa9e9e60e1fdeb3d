import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestApp, type TestApp } from '../../../services/ingest/src/testing/test-app.ts';
import { base, integrate } from './fixture.ts';

let t: TestApp;
beforeAll(async () => {
  t = await createTestApp();
});
afterAll(() => t[Symbol.asyncDispose]());

const timestamp = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+00:00$/;

describe('every change of an integration', () => {
  test('is answered in an envelope: status, code, the entity and the activities it began', async () => {
    const created = await t.call('POST', `${base}/integrations`, { body: { type: 'script', script: ';' } });
    expect(created.status).toBe(201);
    expect(created.json).toMatchObject({
      status: 'Created',
      code: 201,
      _embedded: { entity: { type: 'script', script: ';' }, activities: [] },
    });
    const path = `${base}/integrations/${created.json._embedded.entity.id}`;
    const changed = await t.call('PATCH', path, { body: { script: '1;' } });
    expect(changed.json).toMatchObject({ status: 'OK', code: 200, _embedded: { entity: { script: '1;' } } });
    const validated = await t.call('POST', `${path}/validate`, { body: {} });
    expect(validated.json).toMatchObject({ status: 'OK', code: 200 });
    const deleted = await t.call('DELETE', path);
    expect(deleted.json).toMatchObject({
      status: 'OK',
      code: 200,
      _embedded: { entity: { id: created.json._embedded.entity.id }, activities: [] },
    });
    expect((await t.call('GET', path)).status).toBe(404);
  });
});

describe('an integration', () => {
  test('has an id of 13 characters, UTC times with microseconds, a role, and links for what can be done', async () => {
    const webhook = await integrate(t, { type: 'webhook', url: 'https://example.org/' });
    const href = `${base}/integrations/${webhook.id}`;
    expect(webhook.id).toMatch(/^[a-z0-9]{13}$/);
    expect(webhook.created_at).toMatch(timestamp);
    expect(webhook).toMatchObject({ updated_at: null, role: '' });
    expect(webhook._links).toMatchObject({
      self: { href },
      '#edit': { href },
      '#delete': { href },
      '#validate': { href: `${href}/validate` },
    });
    expect(webhook._links).not.toHaveProperty('#hook');
  });

  test('is listed in a bare array, exactly as it is answered alone', async () => {
    const { id } = await integrate(t, { type: 'script', script: ';' });
    const { list } = await t.call('GET', `${base}/integrations`);
    const { json } = await t.call('GET', `${base}/integrations/${id}`);
    expect(list.find((item) => item.id === id)).toEqual(json);
  });

  test('fires by default on successful pushes as a script, and on everything complete as a webhook', async () => {
    const shared = { states: ['complete'], environments: ['*'], excluded_environments: [] };
    expect(await integrate(t, { type: 'webhook', url: 'https://example.org/' })).toMatchObject({
      ...shared,
      events: ['*'],
      result: '*',
    });
    expect(await integrate(t, { type: 'script', script: ';' })).toMatchObject({
      ...shared,
      events: ['environment.push'],
      result: 'success',
    });
  });

  test('fires on whatever it names as a script, in each result, unless it names one', async () => {
    const named = { type: 'script', script: ';', events: ['environment.push'] };
    expect(await integrate(t, named)).toMatchObject({ states: ['complete'], result: '*' });
    expect(await integrate(t, { ...named, result: 'failure' })).toMatchObject({ result: 'failure' });
    const pending = { type: 'script', script: ';', states: ['pending'] };
    expect(await integrate(t, pending)).toMatchObject({ events: ['environment.push'], states: ['pending'] });
  });

  test('does not fire as a script by default when a push has failed', async () => {
    const { id } = await integrate(t, { type: 'script', script: ';' });
    const push = { type: 'environment.push', state: 'complete', environments: ['main'] };
    const post = async (body: object) =>
      JSON.stringify((await t.call('POST', `${base}/activities`, { body })).json.matched);
    expect(await post({ ...push, id: 'good', result: 'success' })).toContain(id);
    expect(await post({ ...push, id: 'bad', result: 'failure' })).not.toContain(id);
  });

  test('is changed with or without its type, which cannot become another one', async () => {
    const { id } = await integrate(t, { type: 'script', script: ';' });
    const path = `${base}/integrations/${id}`;
    const without = await t.call('PATCH', path, { body: { events: ['environment.cron'] } });
    expect(without.json._embedded.entity).toMatchObject({ events: ['environment.cron'], script: ';' });
    const withType = await t.call('PATCH', path, { body: { type: 'script', result: 'failure' } });
    expect(withType.json._embedded.entity).toMatchObject({ events: ['environment.cron'], result: 'failure' });
    const other = await t.call('PATCH', path, { body: { type: 'webhook' } });
    expect([other.status, Object.keys(other.json.detail)]).toEqual([400, ['type']]);
  });

  test('never shows its shared key again, and keeps it when the mask is sent back', async () => {
    const webhook = await integrate(t, {
      type: 'webhook',
      url: 'https://example.org/',
      shared_key: 'c2VjcmV0',
    });
    expect(webhook.shared_key).toBe('******');
    const path = `${base}/integrations/${webhook.id}`;
    const kept = await t.call('PATCH', path, { body: { shared_key: '******' } });
    expect(kept.json._embedded.entity.shared_key).toBe('******');
    const removed = await t.call('PATCH', path, { body: { shared_key: null } });
    expect(removed.json._embedded.entity.shared_key).toBeNull();
  });
});

describe('a request that is not valid', () => {
  const refused = async (body: object) => {
    const { status, json } = await t.call('POST', `${base}/integrations`, { body });
    expect(status).toBe(400);
    return json.detail;
  };

  test('is answered with a map of fields to messages under `detail`', async () => {
    expect(await refused({ type: 'script' })).toEqual({ script: 'is required' });
    expect(await refused({ type: 'webhook', url: 'nowhere' })).toHaveProperty('url');
    expect(await refused({ type: 'script', script: 'var = 1;' })).toHaveProperty('script');
    expect(await refused({ type: 'script', script: ';', result: 'maybe' })).toHaveProperty('result');
  });

  test('may have unknown fields, which are errors with a guess at what was meant', async () => {
    const detail = await refused({ type: 'script', script: ';', exclude_environments: ['x'] });
    expect(detail['exclude_environments']).toContain('excluded_environments');
    expect(await refused({ type: 'script', script: ';', enabled: false })).toHaveProperty('enabled');
  });
});
