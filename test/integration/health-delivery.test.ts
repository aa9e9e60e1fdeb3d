import { eventually } from '@upshot/testing/eventually';
import { startWorker } from '@upshot/testing/processes';
import { project, startSystem, type TestSystem } from '@upshot/testing/system';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { HealthReceivers } from './health-receivers.ts';
import { healthCallsOf, startHealthSystem, type HealthSystem } from './health-system.ts';

/** The name of the health.email that a new project begins with. */
const DEFAULT = 'health.email';

let health: HealthSystem;
let receivers: HealthReceivers;
let system: TestSystem;

beforeAll(async () => {
  health = await startHealthSystem();
  ({ receivers, system } = health);
  await health.remove(DEFAULT);
});

afterAll(() => health[Symbol.asyncDispose]());

describe('a notification that is not taken', () => {
  it('is tried again with the same id, every attempt in the log, and given up in the end', async () => {
    const failing = await health.addFailing('retry.fail');
    receivers.answers.set('/flaky', [500, 503, 204]);
    receivers.answers.set('/never', [500]);
    const flaky = await system.addIntegration({ type: 'health.webhook', url: `${receivers.base}/flaky` });
    const never = await system.addIntegration({ type: 'health.webhook', url: `${receivers.base}/never` });
    await health.post('retry.fail', { fail: true }, 3);
    await eventually(async () => expect((await health.entriesOf(flaky)).at(-1)?.is_final).toBe(true));
    expect(await health.entriesOf(flaky)).toMatchObject([
      { attempt: 1, outcome: 'failed', is_final: false, http_status: 500 },
      { attempt: 2, outcome: 'failed', is_final: false, http_status: 503 },
      { attempt: 3, outcome: 'succeeded', is_final: true, http_status: 204 },
    ]);
    expect(new Set(receivers.to('/flaky').map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    await eventually(async () =>
      expect((await health.entriesOf(never)).at(-1)).toMatchObject({ attempt: 3, is_final: true }),
    );
    await health.remove(flaky, never, failing);
  });

  it('says why Slack refused it, without the token that Slack echoes', async () => {
    await using other = await startSystem({
      environment: { ...receivers.environment, UPSHOT_SLACK_URL: `${receivers.base}/slack-refuses` },
    });
    const slack = await other.addIntegration({
      type: 'health.slack',
      token: 'xoxb-echoed-token',
      channel: 'C1',
    });
    const { addFailing, entriesOf, post, remove } = healthCallsOf(other);
    await remove(DEFAULT);
    await addFailing('slack.fail');
    await post('slack.fail', { fail: true }, 3);
    const entries = await eventually(async () => {
      const found = await entriesOf(slack);
      expect(found.at(-1)?.is_final).toBe(true);
      return found;
    });
    expect(entries[0]).toMatchObject({
      outcome: 'failed',
      error_message: 'Slack refused it: channel_not_found',
    });
    expect(entries[0]?.output).toContain('Bearer ******');
    expect(JSON.stringify(entries)).not.toContain('xoxb-echoed-token');
  });
});

describe('an all-clear', () => {
  it('waits for its alarm while that is tried again', async () => {
    receivers.answers.set('/slow', [503, 503, 200]);
    await using other = await startSystem({
      environment: { ...receivers.environment, UPSHOT_WEBHOOK_RETRY_SECONDS: '1,1,1' },
    });
    const integration = await other.addIntegration({ type: 'health.webhook', url: `${receivers.base}/slow` });
    const { addFailing, post } = healthCallsOf(other);
    await addFailing('order.fail');
    await post('order.fail', { fail: true }, 3);
    await eventually(() => expect(receivers.to('/slow').length).toBeGreaterThan(0));
    await post('order.fail', {});
    await eventually(() => expect(receivers.to('/slow')).toHaveLength(4));
    const severities = receivers
      .to('/slow')
      .map(({ json }) => (json['event'] as { severity: string }).severity);
    expect(severities).toEqual(['critical', 'critical', 'critical', 'info']);
    expect(integration).not.toBe('');
  });
});

describe('a notice that its receiver does not accept', () => {
  it('does not hold up notices about other subjects', async () => {
    receivers.answers.set('/subjects', [503, 200]);
    await using other = await startSystem({
      environment: { ...receivers.environment, UPSHOT_WEBHOOK_RETRY_SECONDS: '3600' },
    });
    const integration = await other.addIntegration({
      type: 'health.webhook',
      url: `${receivers.base}/subjects`,
    });
    const { addFailing, post } = healthCallsOf(other);
    const subjects: string[] = [];
    for (const type of ['stuck.fail', 'other.fail']) {
      subjects.push(await addFailing(type));
      await post(type, { fail: true }, 3);
      await eventually(() => expect(receivers.to('/subjects')).toHaveLength(subjects.length));
    }
    const events = receivers
      .to('/subjects')
      .map(({ json }) => json['event'] as { origin: { instance: string } });
    expect(events.map(({ origin }) => origin.instance)).toEqual(subjects);
    const pending = `select attempt from pending_runs where integration_id = $1`;
    await eventually(async () => expect(await other.query(pending, [integration])).toHaveLength(1));
  });
});

describe('when a worker dies while it sends', () => {
  it('another worker sends it again, and the lost attempt is in the log', async () => {
    receivers.answers.set('/hangs', [0, 200]);
    await using other = await startSystem({
      environment: { ...receivers.environment, UPSHOT_LOCK_MS: '2000' },
    });
    const [dying] = other.workers;
    const integration = await other.addIntegration({
      type: 'health.webhook',
      url: `${receivers.base}/hangs`,
    });
    const { addFailing, entriesOf, post } = healthCallsOf(other);
    await addFailing('die.fail');
    await post('die.fail', { fail: true }, 3);
    await eventually(() => expect(receivers.to('/hangs')).toHaveLength(1));
    const list = await other.call('GET', `/projects/${project}/integrations/${integration}/activities`);
    expect(list).toMatchObject([{ type: 'integration.health.webhook', state: 'in_progress', result: null }]);
    await dying?.kill();
    await using _next = await startWorker({
      DATABASE_URL: other.databaseUrl,
      REDIS_URL: other.redisUrl,
      ...receivers.environment,
    });
    await eventually(() => expect(receivers.to('/hangs')).toHaveLength(2));
    await eventually(async () =>
      expect(await entriesOf(integration)).toMatchObject([
        { attempt: 1, outcome: 'interrupted', is_final: false },
        { attempt: 2, outcome: 'succeeded', is_final: true },
      ]),
    );
    const [first, second] = receivers.to('/hangs');
    expect(first?.headers['webhook-id']).toBe(second?.headers['webhook-id']);
  });
});
