import { setTimeout as delay } from 'node:timers/promises';
import { eventually } from '@upshot/testing/eventually';
import { busyness } from '@upshot/testing/machine';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  expectWhole,
  named,
  newType,
  startFailingEndpoints,
  type FailingEndpoints,
} from './failing-endpoints.ts';
import { pathOf } from './integration-calls.ts';

let endpoints: FailingEndpoints;

beforeAll(async () => {
  endpoints = await startFailingEndpoints();
});

afterAll(() => endpoints[Symbol.asyncDispose]());

beforeEach(() => {
  endpoints.receiver.deliveries.length = 0;
  endpoints.answerMs = 0;
});

describe('a receiver', () => {
  it('that answers 410 pauses its integration at once, and everything waits until it is resumed', async () => {
    const type = newType();
    endpoints.answers.set('/gone', 410);
    const integration = await endpoints.addHook('/gone', type, { concurrency: 1 });
    await endpoints.postAll(named('gone', 20), type);
    await eventually(async () =>
      expect(await endpoints.get(integration)).toMatchObject({
        paused_reason: 'the receiver answered 410 Gone',
      }),
    );
    await endpoints.postAll(['gone-later'], type);
    expect(endpoints.receiver.deliveries.filter(({ path }) => path === '/gone').length).toBe(1);
    expect(await endpoints.entriesOf(integration)).toMatchObject([
      { outcome: 'failed', is_final: true, attempt: 1 },
    ]);
    expect(await endpoints.system.workers[0]?.log()).toContain('an integration was paused');
    endpoints.answers.delete('/gone');
    expect((await endpoints.resume(integration, { recover: true })).recovered).toBe(1);
    const entries = await endpoints.finals(integration, 21);
    expect(entries.slice(1).map(({ activity_id }) => activity_id)).toEqual([
      ...named('gone', 20).slice(1),
      'gone-later',
    ]);
    expectWhole(await endpoints.entriesOf(integration));
  });

  it('that is down is left alone, and gets everything within seconds of its return', async () => {
    const type = newType();
    const integration = await endpoints.addHook('/down', type);
    await endpoints.receiver.stop();
    await endpoints.postAll(named('down', 50), type);
    await eventually(async () =>
      expect((await endpoints.entriesOf(integration)).length).toBeGreaterThanOrEqual(5),
    );
    await delay(1500);
    expect((await endpoints.entriesOf(integration)).length).toBeLessThanOrEqual(16);
    await endpoints.receiver.restart();
    const backAt = performance.now();
    const entries = await endpoints.finals(integration, 50);
    expect(performance.now() - backAt).toBeLessThan(8000 * busyness());
    expect(entries.every(({ outcome }) => outcome === 'succeeded')).toBe(true);
    expectWhole(await endpoints.entriesOf(integration));
    expect(endpoints.receiver.deliveries.length).toBe(50);
  });

  it('that refuses single deliveries is not taken for down', async () => {
    const type = newType();
    endpoints.answers.set('/refuses', 404);
    const integration = await endpoints.addHook('/refuses', type, { concurrency: 1 });
    await endpoints.postAll(named('refused', 20), type);
    await eventually(
      async () =>
        expect(new Set((await endpoints.entriesOf(integration)).map((item) => item.run_id)).size).toBe(20),
      {
        withinMs: 2500,
      },
    );
    await endpoints.pause(integration);
  });

  it('that fails for too long pauses its integration, reports it, and starts fresh afterwards', async () => {
    const type = newType();
    endpoints.answers.set('/fails', 404);
    const integration = await endpoints.addHook('/fails', type);
    const health = await endpoints.system.addIntegration({
      type: 'health.webhook',
      url: `http://${endpoints.receiver.at}/health`,
    });
    await endpoints.postAll(['fails0'], type);
    await eventually(async () => expect((await endpoints.entriesOf(integration)).length).toBe(1));
    expect(await endpoints.get(integration)).toMatchObject({ paused_at: null });
    await eventually(async () =>
      expect(await endpoints.get(integration)).toMatchObject({
        paused_reason: 'every attempt has failed for 3 seconds',
      }),
    );
    const [first] = await endpoints.system.query<{ lasted: number }>(
      `select extract(epoch from i.paused_at - min(l.logged_at))::float8 as lasted
       from integrations i join activity_log l on l.integration_id = i.id where i.id = $1 group by i.id`,
      [integration],
    );
    expect(first?.lasted).toBeGreaterThan(2.5);
    const { name } = await endpoints.get(integration);
    const told = `webhook integration ${name} (${integration}) was paused: every attempt has failed for 3 seconds`;
    await eventually(() =>
      expect(
        endpoints.receiver.deliveries.some(({ path, body }) => path === '/health' && body.includes(told)),
      ).toBe(true),
    );
    await endpoints.system.call('DELETE', pathOf(health));
    const tried = (await endpoints.entriesOf(integration)).length;
    await endpoints.resume(integration);
    await eventually(async () =>
      expect((await endpoints.entriesOf(integration)).length).toBeGreaterThan(tried + 1),
    );
    expect(await endpoints.get(integration)).toMatchObject({ paused_at: null });
    endpoints.answers.delete('/fails');
    const [entry] = await endpoints.finals(integration, 1);
    expect(entry?.outcome).toBe('succeeded');
    expectWhole(await endpoints.entriesOf(integration));
    expect(
      await endpoints.system.query('select from failing_webhooks where integration_id = $1', [integration]),
    ).toEqual([]);
  });
});
