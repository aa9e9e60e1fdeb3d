import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestApp, type TestApp } from '../testing/test-app.ts';

let t: TestApp;
let document: {
  openapi: string;
  paths: Record<
    string,
    Record<
      string,
      { operationId: string; summary: string; tags: string[]; responses: Record<string, unknown> }
    >
  >;
  components: { schemas: Record<string, unknown> };
};
beforeAll(async () => {
  t = await createTestApp();
  document = JSON.parse((await t.call('GET', '/api/openapi.json', { token: '' })).text) as typeof document;
});
afterAll(() => t[Symbol.asyncDispose]());

test('every route that is listed is in the OpenAPI document, and no other', async () => {
  const files = ['../app.ts', '../operator-routes.ts', '../author-routes.ts'];
  const sources = await Promise.all(files.map((file) => readFile(new URL(file, import.meta.url), 'utf8')));
  const listed = [...sources.join('\n').matchAll(/^ {4}\['([A-Z]+)', /gm)].length;
  const described = Object.values(document.paths).flatMap((operations) => Object.keys(operations));
  expect(described.filter((method) => method !== 'head')).toHaveLength(listed);
  for (const [path, operations] of Object.entries(document.paths)) {
    const url = path.replaceAll(':', '::').replaceAll(/\{(\w+)\}/g, ':$1');
    for (const method of Object.keys(operations)) {
      expect(t.app.hasRoute({ method: method.toUpperCase(), url }), `${method} ${url}`).toBe(true);
    }
  }
});

test('every operation says what it does, and what it may answer', () => {
  expect(document.openapi).toBe('3.1.0');
  for (const operations of Object.values(document.paths)) {
    for (const { summary, tags, responses } of Object.values(operations)) {
      expect(summary).not.toBe('');
      expect(tags).toHaveLength(1);
      expect(JSON.stringify(responses)).toContain('application/problem+json');
      expect(Object.keys(responses).some((status) => status.startsWith('2'))).toBe(true);
    }
  }
});

test('clients find a stable name for every operation and for every entity', () => {
  const ids = Object.values(document.paths).flatMap((operations) =>
    Object.entries(operations).flatMap(([method, { operationId }]) =>
      method === 'head' ? [] : [operationId],
    ),
  );
  for (const id of ids) expect(id).toMatch(/^[a-z]+([A-Z][a-z]*)+$/);
  expect(new Set(ids).size).toBe(ids.length);
  for (const name of Object.keys(document.components.schemas)) {
    expect(JSON.stringify(document)).toContain(`{"$ref":"#/components/schemas/${name}"}`);
  }
});

test('an operation that may be refused for a while says how long to wait', () => {
  const post = document.paths['/api/projects/{project}/activities']?.['post'];
  for (const status of ['429', '503']) {
    expect(post?.responses[status]).toMatchObject({ headers: { 'Retry-After': {} } });
  }
});

test('readiness tells of Redis without depending on it', async () => {
  expect((await t.call('GET', '/readyz', { token: '' })).json).toEqual({
    status: 'ok',
    ledger: 'ok',
    queue: 'ok',
  });
  await using alone = await createTestApp({ readQueueState: () => Promise.resolve('degraded' as const) });
  expect((await alone.call('GET', '/readyz', { token: '' })).json).toMatchObject({ queue: 'degraded' });
  expect((await alone.call('GET', '/livez', { token: '' })).json).toEqual({ status: 'ok' });
});
