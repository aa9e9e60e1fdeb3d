import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestApp, type TestApp } from '../testing/test-app.ts';

let t: TestApp;
beforeAll(async () => {
  t = await createTestApp();
  await t.call('POST', '/api/projects/p1/integrations', {
    body: { type: 'script', script: ';', events: ['*'] },
  });
});
afterAll(() => t[Symbol.asyncDispose]());

const odd = fc.constantFrom(
  '__proto__',
  'constructor',
  'toString',
  '\u0000',
  '\ud800',
  '',
  'complete',
  'a',
  '𝒳',
  '*',
);
const text = fc.oneof(odd, fc.string({ unit: 'binary' }));
const anything = fc.oneof(text, fc.jsonValue(), fc.constant(null), fc.double(), fc.array(text));

const name = fc.oneof(fc.constantFrom('__proto__', 'constructor', 'a', '*'), fc.uuid(), text);

/** Objects that look like activities, with any part of them replaced. */
const likeActivity = fc.record(
  {
    id: fc.oneof({ weight: 6, arbitrary: name }, anything),
    type: fc.oneof({ weight: 6, arbitrary: name }, anything),
    state: fc.oneof({ weight: 6, arbitrary: fc.constantFrom('pending', 'complete', 'staged') }, anything),
    result: fc.oneof(fc.constantFrom('success', 'failure', null), anything),
    environments: fc.oneof(fc.array(text), anything),
    created_at: fc.oneof(fc.date({ noInvalidDate: true }).map(String), anything),
    project: fc.oneof({ weight: 8, arbitrary: fc.constant('p1') }, anything),
    payload: anything,
  },
  { requiredKeys: ['id', 'type', 'state'] },
);

const body = fc.oneof(
  likeActivity.map((value) => JSON.stringify(value)),
  fc.array(likeActivity, { maxLength: 5 }).map((value) => JSON.stringify(value)),
  fc.json(),
  fc.string({ unit: 'binary' }),
);

test('whatever is posted is either recorded or refused with a problem: never a fault', async () => {
  const statuses = new Map<number, number>();
  await fc.assert(
    fc.asyncProperty(body, async (posted) => {
      const { status } = await t.call('POST', '/api/projects/p1/activities', { body: posted });
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      expect(status === 202 || (status >= 400 && status < 500)).toBe(true);
    }),
    { numRuns: 1500 },
  );
  expect(statuses.get(202)).toBeGreaterThan(20);
  expect(statuses.get(400)).toBeGreaterThan(20);
});

test('whatever is sent to the other addresses is answered or refused: never a fault', async () => {
  const ways = fc.constantFrom(
    ['POST', '/api/projects/p1/integrations'],
    ['PUT', '/api/projects/p9'],
    ['PATCH', '/api/projects/p1'],
    ['POST', '/api/tokens'],
  ) as fc.Arbitrary<['POST' | 'PUT' | 'PATCH', string]>;
  const fields = ['type', 'script', 'url', 'events', 'title', 'name', 'scope', 'project', 'expires_at', 'x'];
  const likely = fc.dictionary(
    fc.oneof(fc.constantFrom(...fields), text),
    fc.oneof(fc.constantFrom('script', 'webhook', 'p1'), anything),
  );
  await fc.assert(
    fc.asyncProperty(ways, fc.oneof(likely, fc.jsonValue()), async ([method, path], posted) => {
      const { status } = await t.call(method, path, { body: JSON.stringify(posted) });
      expect(status).toBeLessThan(500);
    }),
    { numRuns: 400 },
  );
});

test('whatever stands in a path or a query is answered or refused: never a fault', async () => {
  const step = fc
    .oneof(odd, fc.string({ unit: 'binary', maxLength: 300 }))
    .map((item) => encodeURIComponent(item.toWellFormed()));
  const raw = fc.constantFrom('%', '%00', '%ff', '..', '%2e%2e', 'p1');
  const piece = fc.oneof(step, raw);
  const paths = fc.oneof(
    fc.tuple(piece, piece).map(([a, b]) => `/api/projects/${a}/activities/${b}`),
    piece.map(
      (item) => `/api/projects/p1/activities?type=${item}&state=${item}&starts_at=${item}&count=${item}`,
    ),
    piece.map((item) => `/api/projects/p1/activities?type=${item}&type=b&count=3`),
    piece.map((item) => `/api/projects/p1/runs?activity=${item}&integration=${item}`),
    piece.map((item) => `/api/projects/p1/integrations/${item}/variables/${item}`),
    piece.map((item) => `/problems/${item}`),
  );
  await fc.assert(
    fc.asyncProperty(paths, async (path) => {
      const response = await t.app.inject({
        url: path,
        headers: { authorization: 'Bearer a-bootstrap-token-of-enough-letters' },
      });
      expect(response.statusCode).toBeLessThan(500);
      const isProblem = response.headers['content-type'] === 'application/problem+json';
      expect(isProblem).toBe(response.statusCode >= 400);
    }),
    { numRuns: 400 },
  );
});
