import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestApp, type TestApp } from '../../testing/test-app.ts';

const base = '/api/projects/p1';
/** More than one page holds, all of one moment, which is the oldest. */
const MANY = 1200;

let t: TestApp;
let script: string;

beforeAll(async () => {
  t = await createTestApp();
  const body = { type: 'script', script: ';', events: ['none'] };
  script = (await t.call('POST', `${base}/integrations`, { body })).json._embedded.entity.id;
  await sql`
    insert into activity_log (run_id, attempt, is_final, outcome, project_id, integration_id, integration_type,
      activity_id, activity_type, activity_state, activity_recorded_at, worker)
    select 'run' || n, 1, true, case when n % 2 = 0 then 'failed' else 'succeeded' end, 'p1', ${script}, 'script',
      'a' || n, 'environment.push', 'complete',
      timestamptz '2026-01-01T00:00:00.123456Z' + greatest(n - ${MANY}::int, 0) * interval '1 us', 'w'
    from generate_series(1, ${MANY + 20}::int) n`.execute(t.database);
  await sql`
    with identity as (
      insert into activity_identities (project_id, activity_id, state)
      select 'p1', 'a' || n, 'complete' from generate_series(1, ${MANY + 20}::int) n returning *
    )
    insert into activities
      (seq, recorded_at, project_id, id, type, state, result, environments, created_at, body, receipt)
    select seq, recorded_at, project_id, activity_id, 'environment.push', state, null, '{main}',
      timestamptz '2026-01-01T00:00:00.123456Z'
        + greatest(substr(activity_id, 2)::int - ${MANY}::int, 0) * interval '1 s',
      json_build_object('id', activity_id, 'type', 'environment.push', 'state', state), '{}'
    from identity`.execute(t.database);
});

afterAll(() => t[Symbol.asyncDispose]());

interface Links {
  readonly link?: string;
}

/** Follows the links from page to page, at most twenty. */
async function follow(path: string): Promise<readonly (readonly string[])[]> {
  const pages: string[][] = [];
  for (let next: string | undefined = path; next !== undefined && pages.length < 20;) {
    const { status, headers, list } = await t.call('GET', next);
    expect(status).toBe(200);
    pages.push(list.map(({ id }) => id));
    const { link: header = '' } = headers as Links;
    const [, link] = /^<(\?[^>]+)>; rel="next"$/.exec(header) ?? [];
    next = link === undefined ? undefined : path.replace(/\?.*/, '') + link;
  }
  return pages;
}

describe.each(['/runs', '/activities', '/environments/main/activities', 'of the script'])('%s', (list) => {
  const path = () => `${base}${list === 'of the script' ? `/integrations/${script}/activities` : list}`;

  test('every item is on one page, however many share the oldest moment', async () => {
    const pages = await follow(`${path()}?count=10`);
    expect(pages.at(0)?.length).toBeLessThan(MANY);
    const ids = pages.flat();
    expect(ids).toHaveLength(MANY + 20);
    expect(new Set(ids).size).toBe(MANY + 20);
  });

  test.each([
    'yesterday',
    '',
    '1.',
    '.a',
    '1767225600123456',
    '-1.a',
    `${'9'.repeat(17)}.1`,
    "1.a'b",
    '1.%00',
    `1.${'a'.repeat(65)}`,
  ])('the cursor %j is refused, saying where it comes from', async (cursor) => {
    const { status, json } = await t.call('GET', `${path()}?cursor=${encodeURIComponent(cursor)}`);
    expect([status, Object.keys(json.detail)]).toEqual([400, ['cursor']]);
  });
});

test('the link keeps the filters and leaves starts_at out', async () => {
  const query = 'outcome=failed&outcome=crashed&count=5&starts_at=2026-01-01T00:00:00.123Z';
  const { headers } = await t.call('GET', `${base}/runs?${query}`);
  expect((headers as Links).link).toMatch(
    /^<\?outcome=failed&outcome=crashed&count=5&cursor=1767225600123\d+\.run\d+>; rel="next"$/,
  );
  const failed = (await follow(`${base}/runs?outcome=failed&count=100`)).flat();
  expect(new Set(failed).size).toBe(failed.length);
  expect(failed).toHaveLength((MANY + 20) / 2);
});

test('a page after which nothing follows has no link', async () => {
  const { headers, list } = await t.call('GET', `${base}/runs?activity=a7`);
  expect(list).toHaveLength(1);
  expect(headers).not.toHaveProperty('link');
});

test('an activity cursor has a number behind the time', async () => {
  const { status, json } = await t.call('GET', `${base}/activities?cursor=1767225600123456.run`);
  expect([status, Object.keys(json.detail)]).toEqual([400, ['cursor']]);
});
