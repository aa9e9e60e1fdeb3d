import { removeWorker, reportWorker } from '@upshot/ledger/workers/write';
import { idleReport } from '@upshot/testing/worker-report';
import { sql } from 'kysely';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createHealthApp, healthLimits, type HealthApp } from '../testing/health-app.ts';
import { checkHealth } from './check-health.ts';

let t: HealthApp;
let script: string;
beforeEach(async () => {
  t = await createHealthApp();
  script = await t.addScript();
});
afterEach(() => t[Symbol.asyncDispose]());

const addEmail = (...recipients: readonly string[]) => t.add({ type: 'health.email', recipients });
const check = async () => await checkHealth(t.database, healthLimits);
const report = async (mailGroups: readonly string[], id = 'w1') =>
  await reportWorker(t.database, { ...idleReport, id, canMail: mailGroups.length > 0, mailGroups });

/** Lets the script fail, and returns the integrations that are told of it. */
async function tellFailure(): Promise<readonly string[]> {
  await check();
  await t.log(script, 'failed', 'failed', 'failed');
  await check();
  const { rows } = await sql<{ integration_id: string }>`
    select integration_id from pending_runs where activity_type like 'health.%' order by seq`.execute(
    t.database,
  );
  return rows.map(({ integration_id }) => integration_id);
}

const activityCount = async () => (await t.call('GET', '/api/projects/p1/activities')).list.length;

test.each([
  ['no worker ever reported', undefined],
  ['no worker has a mail server', []],
  ['only another group has addresses', ['#viewers']],
])(
  'a health.email to #admins is told nothing, and nothing is recorded for it, while %s',
  async (_what, groups) => {
    await addEmail('#admins');
    if (groups !== undefined) await report(groups);
    expect(await tellFailure()).toEqual([]);
    expect(await activityCount()).toBe(0);
    expect((await sql`select * from health_states`.execute(t.database)).rows).toEqual([]);
  },
);

test.each([
  ['a worker mails to #admins', ['#admins'], ['#admins']],
  ['a worker mails to one of its groups', ['#viewers', '#admins'], ['#admins']],
  ['it has an address, too', ['#admins', 'a@b.example'], []],
])('it is told when %s', async (_what, recipients, groups) => {
  const email = await addEmail(...recipients);
  await report(groups);
  await report([], 'w2');
  expect(await tellFailure()).toEqual([email]);
});

test('it is told while no worker is alive, when the last ones mailed to #admins', async () => {
  const email = await addEmail('#admins');
  await report(['#admins']);
  await check();
  await removeWorker(t.database, 'w1');
  expect(await tellFailure()).toEqual([email]);
});

test('a worker of the version before, which reports no groups, counts as mailing to all', async () => {
  const email = await addEmail('#admins');
  await report(['#admins']);
  await sql`update workers set mail_groups = null`.execute(t.database);
  expect(await tellFailure()).toEqual([email]);
});

test('other health integrations of the project are told, the silent one is not', async () => {
  await addEmail('#admins');
  const health = await t.addHealth();
  await report([]);
  expect(await tellFailure()).toEqual([health]);
});

test('the API warns when a health.email is silent, until a worker mails to a recipient', async () => {
  const body = { type: 'health.email', recipients: ['#admins', '#viewers'] };
  const path = '/api/projects/p1/integrations';
  const created = (await t.call('POST', path, { body })).json._embedded;
  const warning =
    'recipients: nothing is sent to #admins, #viewers until workers have UPSHOT_SMTP_URL and UPSHOT_MAIL_ADMINS, ' +
    'UPSHOT_MAIL_VIEWERS';
  expect(created).toMatchObject({ warnings: [warning] });
  const change = async (recipients: readonly string[]) =>
    (await t.call('PATCH', `${path}/${created.entity.id}`, { body: { recipients } })).json._embedded;
  const admins = { warnings: [expect.stringContaining('sent to #admins until')] };
  expect(await change(['#admins'])).toMatchObject(admins);
  expect(await change(['#admins', 'a@b.example'])).not.toHaveProperty('warnings');
  await report(['#viewers']);
  await check();
  expect(await change(['#viewers'])).not.toHaveProperty('warnings');
  expect(await change(['#admins'])).toMatchObject(admins);
});
