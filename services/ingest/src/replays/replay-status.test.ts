import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { base, createReplayApp, type ReplayApp } from '../testing/replay-app.ts';

let t: ReplayApp;
beforeAll(async () => {
  t = await createReplayApp();
});
beforeEach(() => t.reset());
afterAll(() => t[Symbol.asyncDispose]());

const get = async (path: string) => (await t.call('GET', `${base}/replays${path}`)).json as unknown;

test('a replay is followed from its runs to their outcomes', async () => {
  await t.post('a1');
  await t.post('a2');
  await t.finishAll('failed');
  const { replay } = await t.replay({ activities: ['a1', 'a2'] });
  expect(await get(`/${replay}`)).toMatchObject({
    id: replay,
    requested_by: 'bootstrap',
    request: { activities: ['a1', 'a2'] },
    runs: 2,
    done: 0,
    pending: 2,
    cancelled_at: null,
  });
  await t.finishAll('timed_out');
  expect(await get(`/${replay}`)).toMatchObject({
    done: 2,
    pending: 0,
    succeeded: 0,
    failed: 2,
    cancelled: 0,
  });
});

test('replays are listed, the newest first, page after page', async () => {
  await t.post('a1');
  const ids: string[] = [];
  for (let count = 0; count < 3; count += 1) ids.unshift((await t.replay({ activities: ['a1'] })).replay);
  const first = await t.call('GET', `${base}/replays?count=2`);
  expect(first.list.map(({ id }) => id)).toEqual(ids.slice(0, 2));
  const [, query] = /<(.*)>/.exec(String(first.headers['link'])) ?? [];
  const second = await t.call('GET', `${base}/replays${query}`);
  expect(second.list.map(({ id }) => id)).toEqual(ids.slice(2));
  expect(second.headers['link']).toBeUndefined();
});

test('a cancelled replay says by whom, and its lanes are woken', async () => {
  await t.post('a1');
  await t.finishAll('failed');
  const { replay } = await t.replay({ activities: ['a1'] });
  const token = await t.mintToken('operate', 'p1');
  const before = t.woken.length;
  const { status, json } = await t.call('POST', `${base}/replays/${replay}/cancel`, { token });
  expect([status, json]).toMatchObject([202, { runs: 1, done: 1, pending: 0, failed: 0, cancelled: 1 }]);
  expect(await get(`/${replay}`)).toMatchObject({
    cancelled_by: expect.stringMatching(/^\w{10,}$/) as string,
  });
  expect(t.woken.slice(before)).toHaveLength(1);
  expect(await t.pending()).toEqual([]);
});

test('what is not there is a problem, and a reader may not cancel', async () => {
  const status = async (method: 'GET' | 'POST', path: string, token?: string) => {
    const answer = await t.call(method, path, token === undefined ? {} : { token });
    return [answer.status, answer.json.code];
  };
  expect(await status('GET', `${base}/replays/none`)).toEqual([404, 'replay_not_found']);
  expect(await status('POST', `${base}/replays/none/cancel`)).toEqual([404, 'replay_not_found']);
  expect(await status('GET', '/api/projects/none/replays')).toEqual([404, 'project_not_found']);
  const reader = await t.mintToken('read', 'p1');
  expect(await status('POST', `${base}/replays/none/cancel`, reader)).toEqual([403, 'forbidden']);
});
