import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestApp, type TestApp } from '../testing/test-app.ts';

let app: TestApp;

beforeAll(async () => {
  app = await createTestApp();
});

afterAll(() => app[Symbol.asyncDispose]());

const path = '/api/projects/p1/integrations';

it('what a filter names that nothing is called by is done as asked, with a warning', async () => {
  const filter = { events: ['environment.pusch', 'shop.order'], states: ['completed', '*'] };
  const body = { type: 'script', script: '1', ...filter };
  const { status, json } = await app.call('POST', path, { body });
  expect(status).toBe(201);
  expect(json._embedded).toMatchObject({
    entity: filter,
    warnings: [
      expect.stringContaining('events[0]: "environment.pusch"'),
      expect.stringContaining('events[1]: "shop.order"'),
      'states[0]: no activity is ever in the state "completed". Did you mean complete?',
    ],
  });
  const changed = await app.call('PATCH', `${path}/${json._embedded.entity.id}`, {
    body: { events: ['environment.*'], states: ['complete'] },
  });
  expect(changed.json._embedded).not.toHaveProperty('warnings');
});
