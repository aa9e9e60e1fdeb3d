import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestApp, type TestApp } from '../../../services/ingest/src/testing/test-app.ts';
import { base, integrate } from './fixture.ts';

let t: TestApp;
beforeAll(async () => {
  t = await createTestApp();
});
afterAll(() => t[Symbol.asyncDispose]());

describe('who calls', () => {
  test('gets 401 without a token, or with one that is not known, and is told the scheme', async () => {
    for (const token of ['', 'not-a-token']) {
      const { status, json, headers } = await t.call('GET', base, { token });
      expect([status, json.code, headers['www-authenticate']]).toEqual([401, 'unauthorized', 'Bearer']);
      expect(json.detail).toEqual(expect.any(String));
    }
  });

  test('gets 403 where the token is good, but not for this', async () => {
    await t.call('PUT', '/api/projects/p2', { body: { title: 'Two' } });
    const reader = await t.mintToken('read', 'p1');
    const otherProject = await t.mintToken('admin', 'p2');
    const attempts = [
      await t.call('POST', `${base}/integrations`, { token: reader, body: { type: 'script', script: ';' } }),
      await t.call('GET', `${base}/integrations`, { token: otherProject }),
    ];
    for (const { status, json } of attempts) expect([status, json.code]).toEqual([403, 'forbidden']);
  });
});

describe('what is not there', () => {
  test('is a 404 that names what is missing', async () => {
    const { id } = await integrate(t, { type: 'script', script: ';' });
    const codes = {
      '/api/projects/nowhere': 'project_not_found',
      '/api/projects/nowhere/integrations': 'project_not_found',
      [`${base}/integrations/none`]: 'integration_not_found',
      [`${base}/integrations/none/activities`]: 'integration_not_found',
      [`${base}/integrations/${id}/activities/none`]: 'activity_not_found',
      [`${base}/integrations/${id}/variables/none`]: 'variable_not_found',
      [`${base}/activities/none`]: 'activity_not_found',
      '/api/nothing/here': 'route_not_found',
    };
    for (const [path, code] of Object.entries(codes)) {
      const { status, json } = await t.call('GET', path);
      expect([path, status, json.code]).toEqual([path, 404, code]);
    }
  });

  test('is a 405 with an allow header where the address takes other methods', async () => {
    const { status, headers } = await t.call('DELETE', `${base}/activities`);
    expect(status).toBe(405);
    expect(headers['allow']).toContain('POST');
  });
});

describe('the exchange of a token', () => {
  const exchange = (body: object) => t.call('POST', '/oauth2/token', { token: '', body });

  test('gives clients of Platform.sh a bearer token, whether they send JSON or a form', async () => {
    const token = await t.mintToken('read', 'p1');
    const byJson = await exchange({ grant_type: 'api_token', api_token: token });
    expect(byJson.json).toMatchObject({ token_type: 'bearer', expires_in: 900 });
    expect(byJson.headers['cache-control']).toBe('no-store');
    const byForm = await t.call('POST', '/oauth2/token', {
      body: new URLSearchParams({ grant_type: 'api_token', api_token: token }).toString(),
      headers: {
        authorization: `Basic ${btoa('platform-api-user:')}`,
        'content-type': 'application/x-www-form-urlencoded',
      },
    });
    const { access_token: bearer } = byForm.json as unknown as { access_token: string };
    expect((await t.call('GET', base, { token: bearer })).status).toBe(200);
  });

  test('refuses tokens that are not good, and other grants, as RFC 6749 says', async () => {
    const old = await t.mintToken('read', 'p1', { expires_at: new Date(0) });
    for (const token of ['unknown', 'with a space', old]) {
      const { status, headers, text } = await exchange({ grant_type: 'api_token', api_token: token });
      expect([status, headers['content-type'], headers['cache-control']]).toEqual([
        400,
        'application/json; charset=utf-8',
        'no-store',
      ]);
      expect(JSON.parse(text)).toEqual({
        error: 'invalid_grant',
        error_description: expect.stringContaining('Invalid API token') as string,
      });
    }
    const errorOf = async (body: object) => {
      const { status, text } = await exchange(body);
      expect(status).toBe(400);
      return (JSON.parse(text) as { error: string }).error;
    };
    expect(await errorOf({ grant_type: 'password' })).toBe('unsupported_grant_type');
    expect(await errorOf({ grant_type: 'api_token' })).toBe('invalid_request');
    expect(await errorOf({ grant_type: 'api_token', api_token: 1 })).toBe('invalid_request');
    expect(await errorOf([])).toBe('invalid_request');
  });

  test('is the only one that takes forms', async () => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const { status } = await t.call('PUT', base, { body: 'title=One', headers });
    expect(status).toBe(415);
  });
});
