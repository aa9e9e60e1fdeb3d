import { eventually } from '@upshot/testing/eventually';
import { project, pushActivity, startSystem, type TestSystem } from '@upshot/testing/system';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { comparisonsOf } from './comparison-calls.ts';

const source = `
const storage = require('storage');
storage.set('n', (storage.get('n') || 0) + 1);
console.log('push', storage.get('n'), Math.random());`;

let system: TestSystem;
let posted = 0;

beforeAll(async () => {
  system = await startSystem();
  await system.addIntegration({ type: 'script', name: 'notify', script: source, events: ['*'] });
});
afterAll(() => system[Symbol.asyncDispose]());

const { ask, compare, endOf, read, cancel, path } = comparisonsOf(() => system);

const integration = `/projects/${project}/integrations/notify`;

/** Posts activities and waits for their runs. */
async function post(count: number): Promise<void> {
  for (let n = 0; n < count; n += 1) await system.post(await pushActivity(`a${++posted}`));
  await system.logged(posted);
}

const recording = async () => (await system.call('GET', `${integration}/recording`)) as { remaining: number };
const versions = async () => ((await system.call('GET', `${integration}/versions`)) as unknown[]).length;

/** No shadow of an earlier test is under way. */
beforeEach(async () => {
  const listed = (await ask('GET', path)).body as unknown as readonly { id: string }[];
  for (const { id } of listed) await cancel(id);
});

it('runs beside the current version on the runs that come, and leaves no trace', async () => {
  await post(1);
  const begun = await compare({ source: `${source}\n// another version`, next: 3 });
  expect(begun.body).toMatchObject({ kind: 'shadow', total: 3, done: 0, counts: { same: 0 } });
  expect(await recording()).toMatchObject({ is_recording: true, remaining: 3 });
  await post(2);
  await eventually(async () => expect((await read(begun.body.id)).body.done).toBe(2));
  expect((await read(begun.body.id)).body.status).toBe('running');
  await post(3);
  const { body } = await endOf(begun);
  expect(body).toMatchObject({ status: 'complete', done: 3, counts: { same: 3 }, exact: 3 });
  expect(body.runs.map(({ activity }) => activity)).toEqual(['a2', 'a3', 'a4']);
  expect(await system.query(`select value from storage where key = 'n'`)).toEqual([{ value: '6' }]);
  expect(await system.query('select run_id from activity_log')).toHaveLength(6);
  expect(await versions()).toBe(1);
  expect(body).toMatchObject({ promoted_version: null });
});

it('is promoted by hand, or by itself when every run was the same', async () => {
  const louder = source.replace("'push'", "'PUSH'");
  const changed = await compare({ source: louder, next: 1, promote_if_same: true, message: 'louder' });
  await post(1);
  expect((await endOf(changed)).body).toMatchObject({ counts: { changed: 1 }, promoted_version: null });
  expect(await versions()).toBe(1);
  const promoted = await ask('POST', `${path}/${changed.body.id}/promote`, { body: {} });
  expect([promoted.status, promoted.body]).toEqual([
    201,
    expect.objectContaining({ version: 2, source: louder, message: 'louder' }),
  ]);
  expect((await read(changed.body.id)).body).toMatchObject({ promoted_version: 2 });
  const again = await ask('POST', `${path}/${changed.body.id}/promote`, { body: {} });
  expect([again.status, again.body]).toEqual([200, expect.objectContaining({ version: 2 })]);

  const refactored = `${louder}\n// says the same`;
  const same = await compare({ source: refactored, next: 2, promote_if_same: true, message: 'comment' });
  await post(2);
  expect((await endOf(same)).body).toMatchObject({ counts: { same: 2 }, exact: 2, promoted_version: 3 });
  expect((await system.call('GET', `${integration}/versions/3`)) as object).toMatchObject({
    source: refactored,
    message: 'comment',
    created_by: 'bootstrap',
  });
});

it('is not promoted in place of a version that was made meanwhile', async () => {
  const begun = await compare({ source: `${source}\n// shadow`, next: 1, promote_if_same: true });
  await system.call('POST', `${integration}/versions`, { source: `${source}\n// meanwhile` });
  await post(1);
  expect((await endOf(begun)).body).toMatchObject({ counts: { same: 1 }, promoted_version: null });
});

it('an integration has one; it is cancelled with the recording that it ordered, and no other', async () => {
  const first = await compare({ source, next: 5 });
  const second = await compare({ source, next: 5 });
  expect([second.status, second.body.code]).toEqual([409, 'comparison_under_way']);
  expect((await endOf(await compare({ source, last: 1 }))).body.status).toBe('complete');
  expect((await cancel(first.body.id)).body.status).toBe('cancelled');
  expect(await recording()).toMatchObject({ is_recording: false });
  await system.call('PUT', `${integration}/recording`, { count: 2 });
  const third = await compare({ source, next: 5 });
  expect(await recording()).toMatchObject({ remaining: 5 });
  await cancel(third.body.id);
  expect(await recording()).toMatchObject({ is_recording: true, remaining: 5 });
});

it('rests when it has taken its share of a processor, and is not ended by that', async () => {
  const begun = await compare({ source, next: 5 });
  await post(1);
  await eventually(async () => expect((await read(begun.body.id)).body.done).toBe(1));
  await system.query('update comparisons set cpu_ms = 600000 where id = $1', [begun.body.id]);
  await post(2);
  await eventually(async () => expect((await read(begun.body.id)).body.done).toBe(2));
  const resting = await eventually(async () => {
    const [row] = await system.query<{ holder: string | null; rests: boolean }>(
      `select holder, held_until > now() + interval '1 hour' as rests from comparisons where id = $1`,
      [begun.body.id],
    );
    expect(row?.rests).toBe(true);
    return row;
  });
  expect(resting).toEqual({ holder: null, rests: true });
  expect((await read(begun.body.id)).body).toMatchObject({ status: 'running', done: 2 });
});

it('replays are no runs that come', async () => {
  const begun = await compare({ source, next: 2 });
  const outcomes = async () => (await system.query('select run_id from activity_log')).length;
  const before = await outcomes();
  await system.call('POST', `/projects/${project}/replays`, { activities: ['a1'] });
  await eventually(async () => expect(await outcomes()).toBe(before + 1));
  await system.post(await pushActivity('live1'));
  await eventually(async () => expect((await read(begun.body.id)).body.done).toBe(1));
  expect((await read(begun.body.id)).body.runs.map(({ activity }) => activity)).toEqual(['live1']);
});

it.each([
  [{ next: 0 }, 'next'],
  [{ next: 201 }, 'next'],
  [{ next: 5, last: 5 }, 'last must be left out'],
  [{ next: 5, type: ['environment.push'] }, 'type must be left out'],
  [{ promote_if_same: true }, 'promote_if_same takes next'],
  [{ message: 'why' }, 'message takes next'],
])('%j is refused', async (more, message) => {
  const answer = await compare({ source, ...more });
  expect([answer.status, answer.body.code]).toEqual([400, 'invalid_request']);
  expect(answer.text).toContain(message.split(' ')[0]);
});

it('what is not there cannot be promoted', async () => {
  const none = await ask('POST', `${path}/none/promote`, { body: {} });
  expect(none.body.code).toBe('comparison_not_found');
  const begun = await endOf(await compare({ source: `${source}//`, last: 1 }));
  const outdated = await ask('POST', `${path}/${begun.body.id}/promote`, { body: { if_version: 1 } });
  expect(outdated.body.code).toBe('version_outdated');
});
