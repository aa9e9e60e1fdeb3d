import { connect, type Database } from '@upshot/shared/database/connect';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase } from '../../../../test/support/database.ts';
import { createRecorder, type Recorder, type Submission } from './recorder.ts';

let database: Database;
let recorder: Recorder;
const woken: string[] = [];

beforeAll(async () => {
  const { url } = await createTestDatabase();
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
