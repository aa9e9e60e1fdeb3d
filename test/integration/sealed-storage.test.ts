import { randomBytes } from 'node:crypto';
import { storedContext } from '@upshot/integrations/secret-context';
import { parseKeyRing, seal } from '@upshot/secrets/seal';
import { eventually } from '@upshot/testing/eventually';
import { secretKey } from '@upshot/testing/processes';
import { project, pushActivity, startSystem, type TestSystem } from '@upshot/testing/system';
import { afterAll, beforeAll, expect, it } from 'vitest';

const secret = `s3cret-${randomBytes(12).toString('hex')}`;

const script = `
const storage = require('storage');
const { token } = variables;
const kept = storage.get('session');
console.log(JSON.stringify([kept && kept.token === token && kept.n, storage.get('old'), storage.get('plain')]));
storage.set('session', { n: (kept ? kept.n : 0) + 1, token });
storage.set('plain', { n: 1.0, text: 'ü"' });
storage.set('header', 'Basic ' + btoa('user:' + token));
`;

let system: TestSystem;

beforeAll(async () => {
  system = await startSystem();
});

afterAll(() => system[Symbol.asyncDispose]());

async function addScript(): Promise<string> {
  const events = [`push.${randomBytes(4).toString('hex')}`];
  const id = await system.addIntegration({ type: 'script', script, events, name: events[0] });
  const variable = { name: 'token', value: secret, is_sensitive: true };
  await system.call('POST', `/projects/${project}/integrations/${id}/variables`, variable);
  return id;
}

async function trigger(integration: string): Promise<string> {
  const [row] = await system.query<{ type: string }>(
    'select events[1] as type from integrations where id = $1',
    [integration],
  );
  const { matched } = await system.post(await pushActivity(randomBytes(8).toString('hex'), row));
  return matched[0]?.run ?? '';
}

async function run(integration: string): Promise<unknown> {
  const id = await trigger(integration);
  const entry = await eventually(async () => {
    const [row] = await system.query<{ outcome: string; output: string }>(
      'select outcome, output from activity_log where run_id = $1 and is_final',
      [id],
    );
    if (row === undefined) throw new Error(`the run ${id} has no outcome`);
    return row;
  });
  expect(entry.outcome).toBe('succeeded');
  return JSON.parse(entry.output);
}

async function readColumn(integration: string): Promise<Record<string, string>> {
  const rows = await system.query<{ key: string; value: string }>(
    'select key, value from storage where integration_id = $1',
    [integration],
  );
  return Object.fromEntries(rows.map(({ key, value }) => [key, value]));
}

it('a stored value with a secret is sealed in the ledger, and the script reads it as it was', async () => {
  const integration = await addScript();
  await system.query(`insert into storage (integration_id, key, value) values ($1, 'old', $2)`, [
    integration,
    JSON.stringify(`stored before: ${secret}`),
  ]);
  expect(await run(integration)).toEqual([null, 'stored before: ******', null]);
  const { session, header, plain, old } = await readColumn(integration);
  expect([session, header]).toEqual([expect.stringMatching(/^v1\./), expect.stringMatching(/^v1\./)]);
  expect(plain).toBe('{"n":1,"text":"ü\\""}');
  expect(old).toContain(secret);
  expect(await run(integration)).toEqual([1, 'stored before: ******', { n: 1, text: 'ü"' }]);
  expect(await run(integration)).toEqual([2, 'stored before: ******', { n: 1, text: 'ü"' }]);
  const { session: later } = await readColumn(integration);
  expect(later).not.toBe(session);
});

it('a run waits while the key of a stored value is missing, and goes on when it can be opened', async () => {
  const integration = await addScript();
  const other = parseKeyRing(randomBytes(32).toString('base64'));
  const value = JSON.stringify({ n: 7, token: secret });
  const context = storedContext(integration, 'session');
  await system.query(`insert into storage (integration_id, key, value) values ($1, 'session', $2)`, [
    integration,
    seal(other, value, context),
  ]);
  const id = await trigger(integration);
  const [worker] = system.workers;
  await eventually(async () => expect(await worker?.log()).toContain(`no key with id ${other.keys[0]?.id}`));
  expect(await system.query('select id from pending_runs where id = $1', [id])).toEqual([{ id }]);
  await system.query(`update storage set value = $2 where integration_id = $1`, [
    integration,
    seal(parseKeyRing(secretKey), value, context),
  ]);
  await eventually(
    async () =>
      expect(await system.query('select outcome from activity_log where run_id = $1', [id])).toEqual([
        { outcome: 'succeeded' },
      ]),
    { withinMs: 60_000 },
  );
});

it('while a worker of an older version is alive, values are stored plain, and sealed ones are read', async () => {
  const integration = await addScript();
  let runs = 0;
  const stored = async () => {
    const [read] = (await run(integration)) as readonly unknown[];
    expect(read).toBe(runs++ === 0 ? null : runs - 1);
    const { session = '' } = await readColumn(integration);
    if (session.startsWith('v1.')) return 'sealed';
    expect(JSON.parse(session)).toEqual({ n: runs, token: secret });
    return 'plain';
  };
  expect(await stored()).toBe('sealed');
  await system.query(
    `insert into workers (id, version, started_at, seen_at, lanes, egress_allow, can_mail)
    values ('older', '0.0.9', now(), now() + interval '1 hour', 1, '{}', false)`,
    [],
  );
  await eventually(async () => expect(await stored()).toBe('plain'));
  expect(await stored()).toBe('plain');
  await system.query(`update workers set seen_at = now() - interval '1 minute' where id = 'older'`, []);
  await eventually(async () => expect(await stored()).toBe('sealed'), { withinMs: 60_000 });
  expect(await stored()).toBe('sealed');
}, 240_000);

it('no view shows what scripts store: one counts it', async () => {
  const shown = await system.query(`
    select c.table_schema, c.table_name, c.column_name, c.data_type from information_schema.columns c
    join information_schema.view_table_usage u on u.view_schema = c.table_schema and u.view_name = c.table_name
    where u.table_name = 'storage' and c.column_name not in ('project', 'integration_id', 'integration')`);
  const counted = { table_schema: 'v1', table_name: 'storage', data_type: 'bigint' };
  expect(shown).toEqual([
    { ...counted, column_name: 'keys' },
    { ...counted, column_name: 'bytes' },
  ]);
});
