import { connect, type Database } from '@upshot/shared/database/connect';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase } from '../../../../test/support/database.ts';
import { createRecorder, type Recorder, type Submission } from './recorder.ts';

let database: Database;
let databaseUrl: string;
let recorder: Recorder;
const codeOf = (problem: unknown) => (problem as { code: string }).code;
const woken: string[] = [];

beforeAll(async () => {
  const { url } = await createTestDatabase();
  databaseUrl = url;
  const onFault = () => undefined;
  database = connect(url, {
    applicationName: 'test',
    maxConnections: 4,
    connectMs: 2000,
    statementMs: 5000,
    onFault,
  });
  await database.insertInto('projects').values({ id: 'p', title: 'P', document: '{}' }).execute();
  recorder = createRecorder({ database, onRecorded: (lanes) => woken.push(...lanes) });
});

afterAll(async () => {
  await recorder.close();
  await database.destroy();
});

function submission(id: string, over: Partial<Submission['facts']> = {}): Submission {
  const facts = {
    id,
    type: 'environment.push',
    state: 'complete' as const,
    result: 'success' as const,
    environments: ['main'],
    ...over,
  };
  const body = JSON.stringify({ ...facts, note: 'größer \u0000' });
  return { projectId: 'p', facts, createdAt: undefined, body, traceparent: undefined, traceId: 'abc' };
}

async function addIntegration(id: string, over: { events?: string[]; concurrency?: number } = {}) {
  await database
    .insertInto('integrations')
    .values({
      id,
      project_id: 'p',
      type: 'webhook',
      events: over.events ?? ['*'],
      states: ['complete'],
      environments: ['*'],
      excluded_environments: [],
      result: '*',
      concurrency: over.concurrency ?? 1,
      url: 'https://example.com/',
    })
    .execute();
}

describe('the recorder', () => {
  it('says which project does not exist, and records the rest', async () => {
    const stranger = { ...submission('a0'), projectId: 'nobody' };
    const recorded = await recorder.record([stranger, submission('a0')]);
    expect(recorded.map(({ kind }) => kind)).toEqual(['project_not_found', 'recorded']);
  });

  it('matches with integrations that were made a moment ago', async () => {
    await recorder.record([submission('a1')]);
    await addIntegration('hook');
    const [recorded] = await recorder.record([submission('a2')]);
    expect(recorded).toMatchObject({
      kind: 'recorded',
      receipt: {
        activity: { id: 'a2' },
        matched: [{ integration: 'hook', type: 'webhook' }],
        skipped: [],
        trace_id: 'abc',
      },
    });
    expect(woken).toContain('hook.0');
  });

  it('gives a repeated activity its original receipt and no second run', async () => {
    const [first] = await recorder.record([submission('a3')]);
    await addIntegration('later');
    const [again] = await recorder.record([submission('a3')]);
    expect(again).toEqual({ ...first, kind: 'duplicate' });
    const runs = await database
      .selectFrom('pending_runs')
      .select('id')
      .where('activity_id', '=', 'a3')
      .execute();
    expect(runs).toHaveLength(1);
  });

  it('takes the same id in another state as something new', async () => {
    const recorded = await recorder.record([
      submission('a4'),
      submission('a4', { state: 'pending', result: null }),
    ]);
    expect(recorded.map(({ kind }) => kind)).toEqual(['recorded', 'recorded']);
  });

  it('records an activity once when it arrives many times at once', async () => {
    const calls = await Promise.all(Array.from({ length: 50 }, () => recorder.record([submission('a5')])));
    const kinds = calls.flat().map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === 'recorded')).toHaveLength(1);
    expect(new Set(calls.flat().map((one) => 'receipt' in one && JSON.stringify(one.receipt))).size).toBe(1);
  });

  it('keeps the exact bytes, and the order of one call', async () => {
    const many = Array.from({ length: 20 }, (_, index) => submission(`b${index}`));
    await recorder.record(many);
    const rows = await database
      .selectFrom('pending_runs as r')
      .innerJoin('activities as a', 'a.seq', 'r.activity_seq')
      .select(['r.activity_id', 'a.body'])
      .where('r.activity_id', 'like', 'b%')
      .where('r.integration_id', '=', 'hook')
      .orderBy('r.seq')
      .execute();
    expect(rows).toEqual(many.map(({ facts, body }) => ({ activity_id: facts.id, body })));
  });

  it('numbers the states of an activity in the order of one call', async () => {
    const states = ['pending', 'in_progress', 'complete'] as const;
    await recorder.record(states.map((state) => submission('d1', { state })));
    const rows = await database
      .selectFrom('activity_identities')
      .select('state')
      .where('activity_id', '=', 'd1')
      .orderBy('seq')
      .execute();
    expect(rows.map(({ state }) => state)).toEqual(states);
  });

  it('does not record later what it has refused while it waited', async () => {
    const blocked = createRecorder({ database, onRecorded: () => undefined });
    await database.transaction().execute(async (transaction) => {
      await sql`lock table activity_identities`.execute(transaction);
      const under = blocked.record([submission('e1')]).catch(codeOf);
      await new Promise(setImmediate);
      const waiting = blocked.record([submission('e2')]).catch(codeOf);
      expect(await Promise.all([under, waiting])).toEqual(['ledger_unavailable', 'ledger_unavailable']);
    });
    await blocked.close();
    const rows = await database
      .selectFrom('activities')
      .select('id')
      .where('id', 'in', ['e1', 'e2'])
      .execute();
    expect(rows).toEqual([{ id: 'e1' }]);
  });

  it('refuses at once what the backlog has no room for', async () => {
    const blocked = createRecorder({ database, onRecorded: () => undefined });
    await database.transaction().execute(async (transaction) => {
      await sql`lock table activity_identities`.execute(transaction);
      const refusals: number[] = [];
      const startedAt = performance.now();
      const calls = Array.from({ length: 6000 }, (_, n) =>
        blocked.record([submission(`f${n}`)]).catch(() => refusals.push(performance.now() - startedAt)),
      );
      await Promise.race(calls);
      expect(refusals[0]).toBeLessThan(800);
      await Promise.all(calls);
      expect(refusals).toHaveLength(6000);
    });
    await blocked.close();
  });

  it('records in parts what takes longer than a statement may', async () => {
    const hasty = connect(databaseUrl, {
      applicationName: 'hasty',
      maxConnections: 2,
      connectMs: 2000,
      statementMs: 300,
      onFault: () => undefined,
    });
    await sql`create function slow() returns trigger language plpgsql as $$ begin
      if new.activity_id like 'g%' then perform pg_sleep(0.03); end if; return new; end $$`.execute(database);
    await sql`create trigger slow before insert on activity_identities for each row execute function slow()`.execute(
      database,
    );
    const slow = createRecorder({ database: hasty, onRecorded: () => undefined });
    await slow.record(Array.from({ length: 16 }, (_, n) => submission(`g${n}`))).catch(codeOf);
    await slow.close();
    const rows = await database.selectFrom('activities').select('id').where('id', 'like', 'g%').execute();
    expect(rows).toHaveLength(16);
    await sql`drop trigger slow on activity_identities`.execute(database);
    await hasty.destroy();
  });

  it('answers with ledger_unavailable within a second when the ledger is away', async () => {
    const onFault = () => undefined;
    const nowhere = connect('postgres://nobody@127.0.0.1:1/x', {
      applicationName: 'x',
      maxConnections: 1,
      connectMs: 500,
      statementMs: 500,
      onFault,
    });
    const lost = createRecorder({ database: nowhere, onRecorded: () => undefined });
    const startedAt = performance.now();
    await expect(lost.record([submission('c')])).rejects.toMatchObject({
      code: 'ledger_unavailable',
      retryAfterSeconds: 2,
    });
    expect(performance.now() - startedAt).toBeLessThan(1000);
    await nowhere.destroy();
  });
});
