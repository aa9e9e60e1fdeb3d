import type { Database } from '@upshot/ledger/connect';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { busyness } from '@upshot/testing/machine';
import { connectForTest, createTestDatabase } from '@upshot/testing/database';
import { eventually } from '@upshot/testing/eventually';
import type { Submission } from '@upshot/ledger/activities/plan';
import { createRecorder, type Recorder } from './recorder.ts';
import { RECORDING_MS } from './recording-time.ts';

let database: Database;
let databaseUrl: string;
let recorder: Recorder;
const codeOf = (problem: unknown) => (problem as { code: string }).code;
const woken: string[] = [];

beforeAll(async () => {
  const { url } = await createTestDatabase();
  databaseUrl = url;
  database = connectForTest(url);
  await database.insertInto('projects').values({ id: 'p', title: 'P' }).execute();
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

/** Keeps the ledger from recording anything while `work` goes on. */
async function stall<T>(work: () => Promise<T>): Promise<T> {
  return await database.transaction().execute(async (transaction) => {
    await sql`lock table activity_identities`.execute(transaction);
    return await work();
  });
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
      settings: JSON.stringify({ url: 'https://example.com/' }),
    })
    .execute();
}

describe('the recorder', () => {
  it('says which project does not exist, and records the rest', async () => {
    const unknown = { ...submission('a0'), projectId: 'unknown' };
    const recorded = await recorder.record([unknown, submission('a0')]);
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
    expect(again).toEqual({ ...first, kind: 'duplicate', bodyDiffers: false });
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
    expect(calls.flat().filter(({ kind }) => kind === 'recorded')).toHaveLength(1);
    const receipts = calls.flat().map((item) => 'receipt' in item && JSON.stringify(item.receipt));
    expect(new Set(receipts).size).toBe(1);
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

  it('leaves capacity for others when one project floods, and records nothing that it refuses', async () => {
    const stalled = createRecorder({ database, onRecorded: () => undefined });
    await database.insertInto('projects').values({ id: 'b', title: 'B' }).execute();
    const flood = Array.from({ length: 6000 }, (_, n) => `f${n}`);
    const answers = await stall(async () => {
      const ofNoisy = flood.map((id) => stalled.record([submission(id)]).catch(codeOf));
      const ofQuiet = stalled.record([{ ...submission('quiet'), projectId: 'b' }]).catch(codeOf);
      const first = await Promise.race(ofNoisy);
      return { first, rest: Promise.all(ofNoisy), ofQuiet };
    });
    expect(answers.first).toBe('too_many_requests');
    expect(await answers.ofQuiet).toMatchObject([{ kind: 'recorded' }]);
    const rest = await answers.rest;
    const recorded = flood.filter((_, index) => typeof rest[index] === 'object');
    expect(new Set(rest.filter((item) => typeof item === 'string'))).toEqual(new Set(['too_many_requests']));
    expect(recorded.length).toBeGreaterThan(1);
    expect(recorded.length).toBeLessThan(3000);
    const rows = await database.selectFrom('activities').select('id').where('id', 'like', 'f%').execute();
    expect(rows.map(({ id }) => id).toSorted()).toEqual(recorded.toSorted());
    await stalled.close();
  });

  it('keeps no other project waiting for what one has under way', async () => {
    await sql`create function nap() returns trigger language plpgsql as $$ begin
      perform pg_sleep(0.5); return new; end $$`.execute(database);
    await sql`create trigger nap before insert on activity_identities for each row
      when (new.activity_id like 'nap%') execute function nap()`.execute(database);
    await database.insertInto('projects').values({ id: 'other', title: 'O' }).execute();
    await recorder.record([submission('k0')]);
    const order: string[] = [];
    const record = async (id: string, projectId: string) => {
      const [recorded] = await recorder.record([{ ...submission(id), projectId }]);
      order.push(`${id} ${recorded?.kind}`);
    };
    const slow = record('nap', 'p');
    await new Promise(setImmediate);
    try {
      await Promise.all([slow, record('k1', 'p'), record('k2', 'other')]);
    } finally {
      await sql`drop trigger nap on activity_identities`.execute(database);
    }
    expect(order).toEqual(['k2 recorded', 'nap recorded', 'k1 recorded']);
  });

  it('counts the time of a request from when its statement is sent, not while it waits for its turn', async () => {
    const seconds = (0.6 * RECORDING_MS) / 1000;
    await sql`create function rest() returns trigger language plpgsql as ${sql.raw(
      `$$ begin perform pg_sleep(${seconds}); return new; end $$`,
    )}`.execute(database);
    await sql`create trigger rest before insert on activity_identities for each row
      when (new.activity_id like 'rest%') execute function rest()`.execute(database);
    const first = recorder.record([submission('rest1')]);
    await new Promise(setImmediate);
    const second = recorder.record([submission('rest2')]);
    try {
      expect((await Promise.all([first, second])).flat()).toMatchObject([
        { kind: 'recorded' },
        { kind: 'recorded' },
      ]);
    } finally {
      await sql`drop trigger rest on activity_identities`.execute(database);
    }
  });

  it('waits longer for a large activity than for a small one', async () => {
    const own = createRecorder({ database, onRecorded: () => undefined });
    await database.insertInto('projects').values({ id: 'm', title: 'M' }).execute();
    const large = { ...submission('m1'), body: JSON.stringify({ text: 'x'.repeat(8 * 1024 * 1024) }) };
    const answers = await stall(async () => {
      const ofLarge = own.record([large]);
      const ofSmall = own.record([{ ...submission('m2'), projectId: 'm' }]).catch(codeOf);
      expect(await ofSmall).toBe('ledger_unavailable');
      return { ofLarge };
    });
    expect(await answers.ofLarge).toMatchObject([{ kind: 'recorded' }]);
    await own.close();
  });

  it('refuses requests that wait while the ledger is blocked, and admits them afterwards', async () => {
    const stalled = createRecorder({ database, onRecorded: () => undefined });
    const underWay = await stall(async () => {
      const calls = [stalled.record([submission('h1')]).catch(codeOf)];
      await new Promise(setImmediate);
      const few = Array.from({ length: 32 }, (_, n) => submission(`h${n + 2}`));
      calls.push(...few.map((item) => stalled.record([item]).catch(codeOf)));
      await eventually(() => {
        calls.push(stalled.record([submission(`h${calls.length + 1}`)]).catch(codeOf));
        expect(() => stalled.requireCapacity('p')).toThrow(expect.objectContaining({ code: 'overloaded' }));
      });
      return { calls };
    });
    await Promise.all(underWay.calls);
    expect(await stalled.record([submission('h0')])).toMatchObject([{ kind: 'recorded' }]);
    const calls = Array.from({ length: 20 }, (_, n) => stalled.record([submission(`i${n}`)]));
    expect((await Promise.all(calls)).flat()).toHaveLength(20);
    await stalled.close();
  });

  it('always tries a lone request, however heavy', async () => {
    const alone = createRecorder({ database, onRecorded: () => undefined });
    const list = Array.from({ length: 100 }, (_, n) => submission(`j${n}`));
    expect(await alone.record(list)).toHaveLength(100);
    await alone.close();
  });

  it('records in parts what takes longer than a statement may', async () => {
    const hasty = connectForTest(databaseUrl, { maxConnections: 2, statementMs: 300 });
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
    const nowhere = connectForTest('postgres://user@127.0.0.1:1/x', {
      maxConnections: 1,
      connectMs: 500,
      statementMs: 500,
    });
    const lost = createRecorder({ database: nowhere, onRecorded: () => undefined });
    const startedAt = performance.now();
    await expect(lost.record([submission('c')])).rejects.toMatchObject({
      code: 'ledger_unavailable',
      retryAfterSeconds: 2,
    });
    expect(performance.now() - startedAt).toBeLessThan(1000 * busyness());
    await nowhere.destroy();
  });
});
