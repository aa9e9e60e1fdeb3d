import { base64url, flattenedVerify } from 'jose';
import { eventually } from '@upshot/testing/eventually';
import { startWorker } from '@upshot/testing/processes';
import { project, type TestSystem } from '@upshot/testing/system';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { HealthReceivers } from './health-receivers.ts';
import { startHealthSystem, type HealthSystem } from './health-system.ts';

let health: HealthSystem;
let receivers: HealthReceivers;
let system: TestSystem;

beforeAll(async () => {
  health = await startHealthSystem();
  ({ receivers, system } = health);
});

afterAll(() => health[Symbol.asyncDispose]());

const sharedKey = Buffer.alloc(32, 9).toString('base64');

describe('an integration that fails three times in a row', () => {
  it('is told once to every health integration, and so is its recovery; every attempt is an activity', async () => {
    const failing = await health.addFailing('all.fail');
    const webhook = await system.addIntegration({
      type: 'health.webhook',
      url: `${receivers.base}/health`,
      shared_key: sharedKey,
    });
    const slack = await system.addIntegration({
      type: 'health.slack',
      token: 'xoxb-secret-token',
      channel: '#ops',
    });
    const pagerduty = await system.addIntegration({ type: 'health.pagerduty', routing_key: 'R0UT1NGK3Y' });
    const email = await health.tellAlso('me@example.org', 'nobody@example.org');
    await health.post('all.fail', { fail: true }, 4);
    await eventually(() => {
      expect(receivers.to('/health')).toHaveLength(1);
      expect(receivers.to('/slack')).toHaveLength(1);
      expect(receivers.to('/pagerduty')).toHaveLength(1);
      expect(receivers.mails).toHaveLength(1);
    });

    const [told] = receivers.to('/health');
    const [protectedHeader = '', , signature = ''] = String(told?.headers['x-jws-signature']).split('.');
    const payload = Buffer.from(told?.body ?? '');
    await flattenedVerify({ protected: protectedHeader, payload, signature }, base64url.decode(sharedKey));
    expect(told?.headers['webhook-signature']).toMatch(/^v1,/);
    expect(told?.json).toMatchObject({
      project: { id: project, title: 'Shop' },
      event: {
        origin: { project, environment: null, service: 'upshot', instance: failing },
        component: 'integration',
        subcomponent: failing,
        severity: 'critical',
        metrics: { failures: 3 },
      },
    });

    const [message] = receivers.to('/slack');
    expect(message?.headers.authorization).toBe('Bearer xoxb-secret-token');
    expect(message?.json['channel']).toBe('#ops');
    expect(message?.json['text']).toContain('boom &lt;!channel&gt; Bcc: evil@example.org ******');

    const [trigger] = receivers.to('/pagerduty');
    expect(trigger?.json).toMatchObject({
      routing_key: 'R0UT1NGK3Y',
      event_action: 'trigger',
      dedup_key: `upshot:${project}:integration:${failing}`,
      payload: { severity: 'critical', source: `upshot:${project}` },
    });

    const [mail] = receivers.mails;
    expect(mail?.from).toBe('upshot@example.org');
    expect(mail?.to).toEqual(['admin@example.org', 'second@example.org', 'me@example.org']);
    const [head = '', text = ''] = (mail?.text ?? '').split('\r\n\r\n', 2);
    const unfolded = head.replaceAll(/\r\n[ \t]/g, ' ');
    expect(unfolded).toContain(
      `Subject: [${project}] script integration script (${failing}) has failed 3 times in a row`,
    );
    expect(unfolded).not.toMatch(/^Bcc:/im);
    const body = (mail?.text ?? '').slice(head.length).replaceAll('=\r\n', '');
    expect(text).not.toBe('');
    expect(body).toMatch(/Bad since:\s+2\d{3}-/);
    expect(body).toMatch(/Last error:\s+failed: Error: boom <!channel> Bcc: evil@example.org \*{6}/);
    expect(body).toContain(`upshot integration:activities ${failing} -p ${project}`);

    const everything = JSON.stringify([receivers.deliveries, receivers.mails]);
    expect(everything).not.toContain('very-secret-value');

    await health.post('all.fail', { fail: false });
    await eventually(() => {
      expect(receivers.to('/health')).toHaveLength(2);
      expect(receivers.to('/slack')).toHaveLength(2);
      expect(receivers.to('/pagerduty')).toHaveLength(2);
      expect(receivers.mails).toHaveLength(2);
    });
    expect(receivers.to('/pagerduty')[1]?.json).toMatchObject({
      event_action: 'resolve',
      dedup_key: trigger?.json['dedup_key'],
    });
    expect(receivers.to('/health')[1]?.json).toMatchObject({ event: { severity: 'info' } });

    for (const [id, type] of [
      [webhook, 'health.webhook'],
      [slack, 'health.slack'],
      [pagerduty, 'health.pagerduty'],
      [email, 'health.email'],
    ] as const) {
      const activities = await eventually(async () => {
        const list = await system.call(
          'GET',
          `/projects/${project}/integrations/${id}/activities?state=complete`,
        );
        expect(list).toHaveLength(2);
        return list as { id: string }[];
      });
      expect(activities).toMatchObject([
        { type: `integration.${type}`, state: 'complete', result: 'success', integration: id },
        { type: `integration.${type}`, state: 'complete', result: 'success', integration: id },
      ]);
      expect(await health.entriesOf(id)).toMatchObject([
        { attempt: 1, outcome: 'succeeded', is_final: true, integration_type: type },
        { attempt: 1, outcome: 'succeeded', is_final: true, integration_type: type },
      ]);
    }
    const [mailed] = await health.entriesOf(email);
    expect(mailed?.output).toMatch(
      /^mail to admin@example.org, .*\nthe mail server refused nobody@example.org$/s,
    );
    await health.remove(webhook, slack, pagerduty, email, failing);
  });
});

describe('when no worker is left', () => {
  it('that is recorded, and sent when workers are back', async () => {
    const script = await system.addIntegration({ type: 'script', script: ';', events: ['idle'] });
    const integration = await system.addIntegration({
      type: 'health.webhook',
      url: `${receivers.base}/workers`,
    });
    await Promise.all(system.workers.map((worker) => worker.stop()));
    await system.post({ id: 'w', type: 'idle', state: 'complete' });
    const recorded = `select id from activities where type = 'health.workers'`;
    await eventually(async () => expect(await system.query(recorded)).toHaveLength(1));
    expect(receivers.to('/workers')).toEqual([]);
    await using _worker = await startWorker({
      DATABASE_URL: system.databaseUrl,
      REDIS_URL: system.redisUrl,
      ...receivers.environment,
    });
    await eventually(() => expect(receivers.to('/workers')).toHaveLength(2));
    const events = receivers.to('/workers').map(({ json }) => json);
    expect(events).toMatchObject([
      {
        event: {
          component: 'workers',
          subcomponent: null,
          severity: 'critical',
          origin: { instance: script },
        },
      },
      { event: { component: 'workers', severity: 'info' } },
    ]);
    expect(await health.entriesOf(integration)).not.toHaveLength(0);
  });
});
