import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestLedger, settlementOf, type TestLedger } from '@upshot/testing/ledger';
import { claimLane } from '../lanes/lease.ts';
import { cancelRun } from '../runs/cancel.ts';
import type { Settlement } from '../runs/settlement.ts';
import { writeOperations } from '../runs/write-operations.ts';
import type { LogEntry } from '../tables.ts';

let ledger: TestLedger;

beforeAll(async () => {
  ledger = await createTestLedger();
  await ledger.addIntegrations(['i']);
});

afterAll(() => ledger[Symbol.asyncDispose]());

async function settle(settlement: Settlement): Promise<void> {
  const lease = await claimLane(ledger.database, 'i.0', 'test');
  expect(await writeOperations(ledger.database, [{ kind: 'settle', lease, settlement }])).toEqual([
    'written',
  ]);
}

async function entryOf(run: string): Promise<LogEntry> {
  return await ledger.database
    .selectFrom('activity_log')
    .selectAll()
    .where('run_id', '=', run)
    .executeTakeFirstOrThrow();
}

test('an attempt that was settled is logged with everything that is known of it', async () => {
  const replayedAt = '2026-01-02T00:00:00.123456Z';
  const run = await ledger.addRun('i.0', 'full', {
    replay_id: 'replay',
    replay_of: 'earlier',
    replayed_at: replayedAt,
  });
  const startedAt = new Date('2026-01-02T03:04:05.678Z');
  const settlement = settlementOf(run, {
    outcome: 'failed',
    startedAt,
    durationMs: 12.345678,
    traceId: 'trace',
    spanId: 'span',
    error: { name: 'TypeError', message: 'NUL \0', stack: 'lone \ud800', line: 3, column: 14 },
    scriptVersion: 7,
    cpuMs: 1.25,
    fetches: 2,
    isolation: 'warm',
    requests: [
      [0.5, 'GET', 'https://a.example/', 204, 12.5, 0, 7],
      [20, 'NUL \0', 'lone \ud800', 'NUL \0', 1, 2, null],
      [30, 'POST', 'https://b.example/', null, null, 3, null],
    ],
    httpStatus: 503,
    output: [
      { at_ms: 1, level: 'log', text: 'one' },
      { at_ms: 2, level: 'error', text: 'NUL \0 and a lone \ud800' },
    ],
    omittedBytes: 99,
    retryAfterMs: 3_600_000,
  });
  await settle(settlement);
  const entry = await entryOf('full');
  expect(entry).toEqual({
    seq: expect.stringMatching(/^\d+$/) as string,
    logged_at: expect.any(Date) as Date,
    commit_xid: expect.stringMatching(/^\d+$/) as string,
    run_id: 'full',
    attempt: 1,
    is_final: false,
    outcome: 'failed',
    project_id: 'p',
    integration_id: 'i',
    integration_type: 'script',
    script_version: 7,
    activity_id: 'full',
    activity_type: 'environment.push',
    activity_state: 'complete',
    activity_recorded_at: new Date(run.activityRecordedAt),
    started_at: startedAt,
    duration_ms: 12.346,
    cpu_ms: 1.25,
    fetches: 2,
    isolation: 'warm',
    requests: [
      [0.5, 'GET', 'https://a.example/', 204, 12.5, 0, 7],
      [20, 'NUL \uFFFD', 'lone \uFFFD', 'NUL \uFFFD', 1, 2, null],
      [30, 'POST', 'https://b.example/', null, null, 3, null],
    ],
    http_status: 503,
    error_name: 'TypeError',
    error_message: 'NUL \uFFFD',
    error_stack: 'lone \uFFFD',
    error_line: 3,
    error_column: 14,
    output: 'one\nNUL \uFFFD and a lone \uFFFD',
    output_index: [
      [1, 'log', 3],
      [2, 'error', 18],
    ],
    output_omitted_bytes: 99,
    next_attempt_at: new Date(entry.logged_at.getTime() + 3_600_000),
    trace_id: 'trace',
    span_id: 'span',
    worker: 'test',
    replay_id: 'replay',
    replay_of: 'earlier',
    replayed_at: new Date(replayedAt),
  });
});

test('an attempt of which little is known is logged with nulls and defaults', async () => {
  const run = await ledger.addRun('i.0', 'sparse');
  await settle(settlementOf(run, { startedAt: null, durationMs: null }));
  const entry = await entryOf('sparse');
  const nulls = Object.entries(entry).flatMap(([column, value]) => (value === null ? [column] : []));
  expect(nulls.toSorted()).toEqual(
    [
      [
        'script_version',
        'started_at',
        'duration_ms',
        'cpu_ms',
        'fetches',
        'isolation',
        'requests',
        'http_status',
        'error_name',
      ],
      [
        'error_message',
        'error_stack',
        'error_line',
        'error_column',
        'next_attempt_at',
        'trace_id',
        'span_id',
      ],
      ['replay_id', 'replay_of', 'replayed_at'],
    ]
      .flat()
      .toSorted(),
  );
  expect(entry).toMatchObject({
    is_final: true,
    outcome: 'succeeded',
    output: '',
    output_index: [],
    output_omitted_bytes: 0,
  });
});

test('numbers beyond what a column holds are stored at its limit', async () => {
  const run = await ledger.addRun('i.0', 'large');
  const error = { name: 'E', message: 'm', line: 99_999_999_999_999, column: -1 };
  await settle(settlementOf(run, { omittedBytes: 7_000_000_000, fetches: Number.NaN, error }));
  const limit = 2 ** 31 - 1;
  expect(await entryOf('large')).toMatchObject({
    output_omitted_bytes: limit,
    error_line: limit,
    error_column: 0,
    fetches: 0,
  });
});

test('a cancelled run is logged with what its pending run says, and no attempt', async () => {
  const run = await ledger.addRun('i.0', 'cancelled', {
    traceparent: '00-0123456789abcdef0123456789abcdef-0123456789abcdef-01',
    replay_id: 'replay',
    replay_of: 'earlier',
    replayed_at: '2026-01-02T00:00:00Z',
    attempt: 2,
  });
  expect(await cancelRun(ledger.database, 'p', 'cancelled')).toEqual({ lane: 'i.0' });
  expect(await entryOf('cancelled')).toMatchObject({
    attempt: 3,
    is_final: true,
    outcome: 'cancelled',
    project_id: 'p',
    integration_id: 'i',
    integration_type: 'webhook',
    activity_id: 'cancelled',
    activity_type: 'environment.push',
    activity_state: 'complete',
    activity_recorded_at: new Date(run.activityRecordedAt),
    started_at: null,
    duration_ms: 0,
    error_name: 'Cancelled',
    output: '',
    output_index: [],
    trace_id: '0123456789abcdef0123456789abcdef',
    worker: 'ingest',
    replay_id: 'replay',
    replay_of: 'earlier',
    replayed_at: new Date('2026-01-02T00:00:00Z'),
  });
});
