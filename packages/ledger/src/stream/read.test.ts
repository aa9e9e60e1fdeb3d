import { createTestLedger, type TestLedger } from '@upshot/testing/ledger';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findExcess } from './backlog.ts';
import { compareCursors, cursorAt, formatCursor, parseCursor, type StreamCursor } from './cursor.ts';
import { readStream, type StreamEvent, type StreamPage } from './read.ts';

let ledger: TestLedger;

beforeAll(async () => {
  ledger = await createTestLedger(12);
  await ledger.addIntegrations(['i']);
});

afterAll(() => ledger[Symbol.asyncDispose]());

const logRow = (run: string, project: string) => sql`
  insert into activity_log (run_id, attempt, is_final, outcome, project_id, integration_id, integration_type,
    activity_id, activity_type, activity_state, activity_recorded_at, worker)
  values (${run}, 1, true, 'succeeded', ${project}, 'i', 'webhook', 'a', 'environment.push', 'complete', now(), 'w')`;

const nameOf = (event: StreamEvent) =>
  event.source === 'run'
    ? event.run.id
    : event.source === 'activity'
      ? event.activity.id
      : event.integration.name;

/** Reads on until a transaction that began to write before `until` can hide nothing any more. */
async function readUpTo(
  project: string,
  from: StreamCursor,
  { until, limit }: { until: string; limit: number },
): Promise<{ names: string[]; pages: StreamPage[] }> {
  const names: string[] = [];
  const pages: StreamPage[] = [];
  for (let cursor = from; ;) {
    const page = await readStream(ledger.database, project, cursor, limit);
    names.push(...page.events.map(nameOf));
    pages.push(page);
    cursor = page.next;
    if (!page.isFull && BigInt(page.settledXid) >= BigInt(until)) return { names, pages };
  }
}

async function newestXid(): Promise<string> {
  return (await readStream(ledger.database, 'p', undefined, 1)).newestXid;
}

/** Where a project's stream begins when all that was written before has been settled. */
async function settledStart(project: string): Promise<StreamCursor> {
  const { next } = await readStream(ledger.database, project, undefined, 10);
  const { pages } = await readUpTo(project, next, { until: await newestXid(), limit: 10 });
  return pages.at(-1)?.next ?? next;
}

describe('the stream of a project', () => {
  it('has integrations, activities and attempts, in the order of their transactions', async () => {
    const next = await settledStart('p');
    await ledger.addIntegrations(['own']);
    await ledger.addRun('own.0', 'pushed');
    await logRow('ran', 'p').execute(ledger.database);
    await sql`
      update integrations set paused_at = now(), paused_by = 'me', paused_reason = 'why'
      where id = 'own'`.execute(ledger.database);
    const { names, pages } = await readUpTo('p', next, { until: await newestXid(), limit: 10 });
    // An integration is shown as it is now, where it was changed last.
    expect(names).toEqual(['pushed', 'ran', 'example.com-2']);
    const [, run, integration] = pages.flatMap(({ events }) => events);
    expect(run).toMatchObject({ run: { outcome: 'succeeded', is_pending: false, environments: null } });
    expect(integration).toMatchObject({ integration: { id: 'own', paused_reason: 'why' } });
  });

  it('neither misses nor repeats a row, while transactions commit out of order', async () => {
    await sql`insert into projects (id, title) values ('busy', 'B')`.execute(ledger.database);
    const next = await settledStart('busy');
    const written: string[] = [];
    const write = async (writer: number) => {
      for (let round = 0; round < 25; round++) {
        await ledger.database.transaction().execute(async (transaction) => {
          const rows = [0, 1, 2].map((row) => `${writer}.${round}.${row}`);
          for (const row of rows) {
            await logRow(row, 'busy').execute(transaction);
            // Each other writer takes its own time between its first row and its commit.
            await sql`select pg_sleep(${(writer % 4) * 0.004})`.execute(transaction);
          }
          written.push(...rows);
        });
      }
    };
    const writing = Promise.all(Array.from({ length: 8 }, (_, writer) => write(writer)));
    const progress = { isWriting: true };
    const ended = writing.finally(() => (progress.isWriting = false));
    const seen: string[] = [];
    let cursor = next;
    while (progress.isWriting) {
      const page = await readStream(ledger.database, 'busy', cursor, 7);
      seen.push(...page.events.map(nameOf));
      cursor = page.next;
    }
    await ended;
    const rest = await readUpTo('busy', cursor, { until: await newestXid(), limit: 7 });
    seen.push(...rest.names);
    expect(written).toHaveLength(600);
    expect(seen).toHaveLength(600);
    expect(seen.toSorted()).toEqual(written.toSorted());
    // The order of numbers is not that of commits: a reader of numbers would have missed some.
    const bySeq = await sql<{ run_id: string }>`
      select run_id from activity_log where project_id = 'busy' order by seq`.execute(ledger.database);
    expect(seen).not.toEqual(bySeq.rows.map(({ run_id }) => run_id));
  });

  it('begins at a time: of what was changed earlier it shows nothing', async () => {
    // A cursor counts in whole milliseconds: what was changed before must not be of the same one.
    const { rows } = await sql<{ at: Date }>`
      select clock_timestamp() as at from pg_sleep(0.002)`.execute(ledger.database);
    const since = cursorAt(rows[0]?.at.getTime() ?? 0);
    await ledger.addIntegrations(['fresh']);
    const { pages } = await readUpTo('p', since, { until: await newestXid(), limit: 10 });
    const ids = pages.flatMap(({ events }) =>
      events.map((event) => event.source === 'integration' && event.integration.id),
    );
    expect(ids).toEqual(['fresh']);
  });

  it('begins at a time, and passes over what is more than a reader may catch up with', async () => {
    await sql`insert into projects (id, title) values ('late', 'L')`.execute(ledger.database);
    const since = Date.now() - 60_000;
    for (let row = 0; row < 9; row++) await logRow(`late${row}`, 'late').execute(ledger.database);
    const until = await newestXid();
    const all = await readUpTo('late', cursorAt(since), { until, limit: 4 });
    expect(all.names).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8].map((row) => `late${row}`));
    expect(await findExcess(ledger.database, 'late', cursorAt(since), 9)).toBeUndefined();
    const excess = await findExcess(ledger.database, 'late', cursorAt(since), 3);
    expect(excess?.count).toBe(6);
    const rest = await readUpTo('late', excess?.cursor ?? cursorAt(since), { until, limit: 4 });
    expect(rest.names).toEqual(['late6', 'late7', 'late8']);
  });
});

describe('a cursor', () => {
  it('is read as it was written', () => {
    const cursor = { xid: '812', source: 2, seq: '-42', notBeforeMs: 1_764_500_000_000 };
    expect(parseCursor(formatCursor(cursor))).toEqual(cursor);
    expect(compareCursors(cursor, { ...cursor, seq: '7' })).toBeLessThan(0);
    expect(compareCursors(cursor, { ...cursor, xid: '99' })).toBeGreaterThan(0);
  });

  it.each([
    '',
    '1',
    '1.4.1.1',
    '1.1.99999999999999999999.1',
    '1.1.9223372036854775808.1',
    "1.1.1.1'",
    'a.1.1.1',
  ])('is not: %j', (text) => expect(parseCursor(text)).toBeUndefined());
});
