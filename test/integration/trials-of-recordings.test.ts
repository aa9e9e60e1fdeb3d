import { project, pushActivity, startSystem, type TestSystem } from '@upshot/testing/system';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { printed, push, trialsOf } from './trial-calls.ts';

const secret = 'open-sesame-4711';
const script = `const s = require('storage');
s.set('n', (s.get('n') || 0) + 1);
console.log(s.get('n'), activity.id, variables.label, variables.token.length, Math.random(), Date.now());`;
const integration = `/projects/${project}/integrations/dice`;
const test = `${integration}/test`;

let system: TestSystem;
let recorded: string;
let unrecorded: string;

beforeAll(async () => {
  system = await startSystem();
  await system.addIntegration({ type: 'script', name: 'dice', script, events: ['environment.push'] });
  const setVariable = (name: string, value: string, isSensitive: boolean) =>
    system.call('POST', `${integration}/variables`, { name, value, is_sensitive: isSensitive });
  await setVariable('token', secret, true);
  await setVariable('label', 'then', false);
  unrecorded = (await system.post(await pushActivity('before'))).matched[0]?.run ?? '';
  await system.logged(1);
  await system.call('PUT', `${integration}/recording`, { count: 1 });
  recorded = (await system.post(await pushActivity('thrown'))).matched[0]?.run ?? '';
  await system.logged(2);
  await system.call('PATCH', `${integration}/variables/label`, { value: 'now' });
});
afterAll(() => system[Symbol.asyncDispose]());

const { ask, tokenOf } = trialsOf(() => system);

it('has the activity, the variables, the storage, the clock and the chance of a recorded run', async () => {
  const [row] = await system.query<{ output: string }>('select output from activity_log where run_id = $1', [
    recorded,
  ]);
  const answer = await ask(test, { replay_of_run: recorded });
  expect([answer.status, answer.body.outcome]).toEqual([200, 'succeeded']);
  expect(answer.body).toMatchObject({ mode: 'replay' });
  expect(printed(answer)).toEqual([row?.output.trimEnd()]);
  expect(printed(answer)[0]).toMatch(/^2 thrown then 16 0\.\d+ \d+$/);
  expect(answer.text).not.toContain(secret);
  const other = await ask(test, { replay_of_run: recorded, source: `${script}\nconsole.log('more')` });
  expect(printed(other)).toEqual([row?.output.trimEnd(), 'more']);
});

it.each([
  [() => ({ replay_of_run: unrecorded }), 404, 'not_recorded'],
  [() => ({ replay_of_run: 'nothing' }), 404, 'run_not_found'],
  [() => ({ replay_of_run: recorded, activity: push }), 400, 'invalid_request'],
  [() => ({ replay_of_run: recorded, storage: 'empty' }), 400, 'invalid_request'],
  [() => ({}), 400, 'invalid_request'],
])('what is wrong is said: case %#', async (body, status, code) => {
  const answer = await ask(test, body());
  expect([answer.status, answer.body.code]).toEqual([status, code]);
});

it('takes a token that may read cassettes, and a run of the same integration', async () => {
  const operator = await tokenOf('operate');
  expect((await ask(test, { replay_of_run: recorded }, operator)).status).toBe(403);
  await system.addIntegration({ type: 'script', name: 'other', script: ';', events: ['none'] });
  const answer = await ask(`/projects/${project}/integrations/other/test`, { replay_of_run: recorded });
  expect([answer.status, answer.body.code]).toEqual([404, 'run_not_found']);
});
