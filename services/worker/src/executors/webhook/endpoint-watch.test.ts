import type { Database } from '@upshot/ledger/connect';
import { createTestLedger, type TestLedger } from '@upshot/testing/ledger';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { DeliveryResult } from '../../model/delivery-result.ts';
import { recordEvents } from '../../testing/recorded-events.ts';
import { createEndpointWatch } from './endpoint-watch.ts';

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
const PAUSE_AFTER_MS = 2 * HOUR_MS;

const accepted: DeliveryResult = { kind: 'accepted' };
const unavailable: DeliveryResult = { kind: 'unavailable' };
const gone: DeliveryResult = { kind: 'gone' };

let ledger: TestLedger;
let database: Database;

beforeAll(async () => {
  ledger = await createTestLedger();
  ({ database } = ledger);
});

beforeEach(async () => {
  await database.deleteFrom('failing_webhooks').execute();
  await database.deleteFrom('integrations').execute();
  await ledger.addIntegrations(['i'], { settings: JSON.stringify({ url: 'https://a.example/' }) });
});

afterAll(() => ledger[Symbol.asyncDispose]());

/** The watch of a worker, whose monotonic clock goes on only when told, and what it notes of the integration `i`. */
function start(pauseAfterMs = PAUSE_AFTER_MS) {
  vi.useFakeTimers({ toFake: ['performance'] });
  onTestFinished(() => void vi.useRealTimers());
  const { events, reported } = recordEvents();
  const watch = createEndpointWatch({ database, events, pauseAfterMs });
  const endpoint = { id: 'i', name: 'hook', settings: '{"url": "https://a.example/"}' };
  const note = (delivery: DeliveryResult) => watch.note(endpoint, delivery);
  return { note, reported };
}

/** Makes the ledger say that every attempt has failed for so long. */
async function failingFor(ms: number): Promise<void> {
  const since = new Date(Date.now() - ms);
  await database
    .insertInto('failing_webhooks')
    .values({ integration_id: 'i', since })
    .onConflict((conflict) => conflict.column('integration_id').doUpdateSet({ since }))
    .execute();
}

async function readPause() {
  return await database
    .selectFrom('integrations')
    .select(['paused_by', 'paused_reason'])
    .where('paused_at', 'is not', null)
    .execute();
}

async function countFailing(): Promise<number> {
  return (await database.selectFrom('failing_webhooks').select('integration_id').execute()).length;
}

describe('an integration whose receiver is gone', () => {
  it('is paused at once, and operators are told', async () => {
    const { note, reported } = start();
    expect(await note(gone)).toBe(true);
    const reason = 'the receiver answered 410 Gone';
    expect(await readPause()).toEqual([{ paused_by: 'upshot', paused_reason: reason }]);
    expect(reported).toEqual([['integrationPaused', { id: 'i', name: 'hook' }, reason]]);
  });

  it('is paused also where nothing is paused for failing', async () => {
    expect(await start(0).note(gone)).toBe(true);
  });

  it('is not paused when it has another URL by now, and operators hear nothing', async () => {
    const { note, reported } = start();
    const settings = JSON.stringify({ url: 'https://b.example/' });
    await database.updateTable('integrations').set({ settings }).execute();
    expect(await note(gone)).toBe(false);
    expect(await readPause()).toEqual([]);
    expect(reported).toEqual([]);
  });
});

describe('an integration whose receiver fails', () => {
  it.each(['unavailable', 'rejected'] as const)(
    'is paused when it has failed for so long (%s)',
    async (kind) => {
      const { note, reported } = start();
      await failingFor(PAUSE_AFTER_MS + 1000);
      expect(await note({ kind })).toBe(true);
      const reason = 'every attempt has failed for 2 hours';
      expect(await readPause()).toEqual([{ paused_by: 'upshot', paused_reason: reason }]);
      expect(reported).toEqual([['integrationPaused', { id: 'i', name: 'hook' }, reason]]);
    },
  );

  it('is not paused earlier', async () => {
    const { note } = start();
    await failingFor(PAUSE_AFTER_MS - MINUTE_MS);
    expect(await note(unavailable)).toBe(false);
    expect(await readPause()).toEqual([]);
  });

  it('is not paused when it has another URL by now', async () => {
    const { note, reported } = start();
    await failingFor(3 * HOUR_MS);
    const settings = JSON.stringify({ url: 'https://b.example/' });
    await database.updateTable('integrations').set({ settings }).execute();
    expect(await note(unavailable)).toBe(false);
    expect(await readPause()).toEqual([]);
    expect(reported).toEqual([]);
  });

  it('is never paused where that is switched off, and nothing is remembered', async () => {
    const { note } = start(0);
    await failingFor(1000 * HOUR_MS);
    expect(await note(unavailable)).toBe(false);
    await database.deleteFrom('failing_webhooks').execute();
    expect(await note(unavailable)).toBe(false);
    expect(await countFailing()).toBe(0);
  });

  it('is not paused when another worker has delivered meanwhile', async () => {
    const { note } = start();
    await failingFor(PAUSE_AFTER_MS - 30_000);
    expect(await note(unavailable)).toBe(false);
    await database.deleteFrom('failing_webhooks').execute();
    vi.advanceTimersByTime(31_000);
    expect(await note(unavailable)).toBe(false);
    expect(await readPause()).toEqual([]);
  });
});

describe('what a worker knows of a receiver', () => {
  it('begins with the first failure, and ends with a success', async () => {
    const { note } = start();
    await note(unavailable);
    expect(await countFailing()).toBe(1);
    await note(accepted);
    expect(await countFailing()).toBe(0);
  });

  it('is good for a minute, in which nothing is read or written', async () => {
    const { note } = start();
    await note(accepted);
    await failingFor(HOUR_MS);
    vi.advanceTimersByTime(MINUTE_MS - 1);
    await note(accepted);
    expect(await countFailing()).toBe(1);
    vi.advanceTimersByTime(1);
    await note(accepted);
    expect(await countFailing()).toBe(0);
  });

  it('is read again after a minute without a delivery', async () => {
    const { note } = start();
    expect(await note(unavailable)).toBe(false);
    await failingFor(3 * HOUR_MS);
    expect(await note(unavailable)).toBe(false);
    vi.advanceTimersByTime(MINUTE_MS);
    expect(await note(unavailable)).toBe(true);
  });

  it('is that it fails again, from the next failure on, when it was taken once', async () => {
    const { note } = start();
    await failingFor(PAUSE_AFTER_MS - MINUTE_MS);
    await note(unavailable);
    await note(accepted);
    vi.advanceTimersByTime(2 * MINUTE_MS);
    expect(await note(unavailable)).toBe(false);
    expect(await countFailing()).toBe(1);
  });
});

it.each([
  [30 * 1000, '30 seconds'],
  [HOUR_MS, '1 hours'],
  [47 * HOUR_MS, '47 hours'],
  [48 * HOUR_MS, '2 days'],
  [120 * HOUR_MS, '5 days'],
])('the reason says for how long: %i ms', async (pauseAfterMs, said) => {
  const { note, reported } = start(pauseAfterMs);
  await failingFor(pauseAfterMs + 1000);
  expect(await note(unavailable)).toBe(true);
  expect(reported).toEqual([
    ['integrationPaused', { id: 'i', name: 'hook' }, `every attempt has failed for ${said}`],
  ]);
});
