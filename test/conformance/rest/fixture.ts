import type { TestApp, TestDocument } from '../../../services/ingest/src/testing/test-app.ts';

/** What all of these tests are about. */
export const base = '/api/projects/p1';

/** An activity as a producer posts it. */
export function activity(id: string, more: object = {}): object {
  return {
    id,
    type: 'environment.push',
    state: 'complete',
    result: 'success',
    environments: ['main'],
    created_at: '2026-01-31T12:00:00.000000+00:00',
    ...more,
  };
}

/** Posts activities, and returns the receipts. */
export async function post(t: TestApp, ...activities: object[]): Promise<readonly TestDocument[]> {
  const { json } = await t.call('POST', `${base}/activities`, { body: activities });
  return json.receipts;
}

/** Creates an integration, and returns it. */
export async function integrate(t: TestApp, body: object): Promise<TestDocument> {
  return (await t.call('POST', `${base}/integrations`, { body })).json._embedded.entity;
}

/** The ids of what a list answers. */
export async function idsOf(t: TestApp, path: string): Promise<readonly string[]> {
  return (await t.call('GET', path)).list.map(({ id }) => id);
}

/**
 * Reads a whole list as the original's clients do: the next page is asked for by the `created_at` of the last item,
 * what was seen is dropped, and a page with nothing new is the end.
 */
export async function pageThrough(t: TestApp, path: string, count: number): Promise<readonly string[]> {
  const seen: string[] = [];
  let startsAt = '';
  for (;;) {
    const { list } = await t.call('GET', `${path}?count=${count}${startsAt}`);
    const fresh = list.filter(({ id }) => !seen.includes(id));
    if (fresh.length === 0) return seen;
    seen.push(...fresh.map(({ id }) => id));
    startsAt = `&starts_at=${encodeURIComponent(list.at(-1)?.created_at ?? '')}`;
  }
}
