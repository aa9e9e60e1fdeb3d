import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { base64url, flattenedVerify } from 'jose';
import { SMTPServer } from 'smtp-server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '@upshot/testing/eventually';
import { startWorker } from '@upshot/testing/processes';
import { project, startSystem, type TestSystem } from '@upshot/testing/system';

interface Delivery {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly json: Readonly<Record<string, unknown>>;
}

const deliveries: Delivery[] = [];
/** What the receiver answers, by path: one status after the other, the last one for ever; 0 is no answer at all. */
const answers = new Map<string, number[]>();
const receiver = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const path = request.url ?? '';
    const body = Buffer.concat(chunks).toString();
    deliveries.push({ path, headers: request.headers, body, json: JSON.parse(body) as Delivery['json'] });
    const statuses = answers.get(path) ?? [200];
    const status = (statuses.length > 1 ? statuses.shift() : statuses[0]) ?? 200;
    if (status === 0) return;
    const refused = { ok: false, error: 'channel_not_found', echo: request.headers.authorization };
    const answer = path === '/slack-refuses' ? refused : { ok: true };
    response.writeHead(status).end(JSON.stringify(answer));
  });
});

interface Mail {
  readonly from: string;
  readonly to: readonly string[];
  readonly text: string;
}

const mails: Mail[] = [];
const smtp = new SMTPServer({
  authOptional: false,
  disabledCommands: ['STARTTLS'],
  onAuth: ({ username, password }, _session, done) => {
    if (username === 'upshot' && password === 'smtp-pass%word') done(null, { user: username });
    else done(new Error(`wrong password ${password ?? ''}`));
  },
  onRcptTo: ({ address }, _session, done) =>
    address.startsWith('nobody@') ? done(new Error('no such mailbox')) : done(),
  onData: (stream, { envelope }, done) => {
    const chunks: Buffer[] = [];
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    stream.on('end', () => {
      const { mailFrom, rcptTo } = envelope;
      const text = Buffer.concat(chunks).toString();
      mails.push({
        from: mailFrom === false ? '' : mailFrom.address,
        to: rcptTo.map(({ address }) => address),
        text,
      });
      done();
    });
  },
});

const sharedKey = Buffer.alloc(32, 9).toString('base64');
let system: TestSystem;
let base: string;
let environment: Record<string, string>;

beforeAll(async () => {
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  await new Promise<void>((resolve) => smtp.listen(0, '127.0.0.1', () => resolve()));
  const { port } = receiver.address() as AddressInfo;
  const { port: smtpPort } = smtp.server.address() as AddressInfo;
  base = `http://127.0.0.1:${port}`;
  environment = {
    UPSHOT_EGRESS_ALLOW: `127.0.0.1:${port}`,
    UPSHOT_HEALTH_MS: '100',
    UPSHOT_HEALTH_HOLD_MS: '0',
    UPSHOT_HEALTH_WORKERS_MS: '1500',
    UPSHOT_WEBHOOK_RETRY_SECONDS: '0.1,0.1',
    UPSHOT_SMTP_URL: `smtp://upshot:smtp-pass%25word@127.0.0.1:${smtpPort}`,
    UPSHOT_MAIL_FROM: 'upshot@example.org',
    UPSHOT_MAIL_ADMINS: 'admin@example.org, second@example.org',
    UPSHOT_SLACK_URL: `${base}/slack`,
    UPSHOT_PAGERDUTY_URL: `${base}/pagerduty`,
  };
  system = await startSystem({ environment });
});

afterAll(async () => {
  await system[Symbol.asyncDispose]();
  receiver.close();
  receiver.closeAllConnections();
  await new Promise<void>((resolve) => smtp.close(() => resolve()));
});

interface Entry {
  readonly attempt: number;
  readonly is_final: boolean;
  readonly outcome: string;
  readonly integration_type: string;
  readonly error_message: string | null;
  readonly output: string;
}

const to = (path: string) => deliveries.filter((one) => one.path === path);
const entriesOf = (integration: string) =>
  system.query<Entry>('select * from activity_log where integration_id = $1 order by logged_at, seq', [
    integration,
  ]);

let posted = 0;

/** Posts so many activities that the integration of this type of activity answers. */
async function post(type: string, payload: object, times = 1): Promise<void> {
  for (let n = 0; n < times; n++) {
    await system.post({ id: `h${++posted}`, type, state: 'complete', payload });
  }
}

/** A script that fails as its activity tells it to, with a secret in its error. */
async function addFailing(type: string): Promise<string> {
  const script = `if (activity.payload.fail)
    throw new Error('boom <!channel>\\r\\nBcc: evil@example.org ' + variables.api_key)`;
  const id = await system.addIntegration({ type: 'script', script, events: [type] });
  const variable = { name: 'api_key', value: 'very-secret-value', is_sensitive: true };
  await system.call('POST', `/projects/${project}/integrations/${id}/variables`, variable);
  return id;
}

async function remove(...integrations: readonly string[]): Promise<void> {
  for (const id of integrations) await system.call('DELETE', `/projects/${project}/integrations/${id}`);
}

describe('an integration that fails three times in a row', () => {
  it('is told once to every health integration, and so is its recovery; every attempt is an activity', async () => {
    const failing = await addFailing('all.fail');
    const webhook = await system.addIntegration({
      type: 'health.webhook',
      url: `${base}/health`,
      shared_key: sharedKey,
    });
    const slack = await system.addIntegration({
      type: 'health.slack',
      token: 'xoxb-secret-token',
      channel: '#ops',
    });
    const pagerduty = await system.addIntegration({ type: 'health.pagerduty', routing_key: 'R0UT1NGK3Y' });
    const email = await system.addIntegration({
      type: 'health.email',
      recipients: ['#admins', 'me@example.org', 'nobody@example.org'],
    });
    await post('all.fail', { fail: true }, 4);
    await eventually(() => {
      expect(to('/health')).toHaveLength(1);
      expect(to('/slack')).toHaveLength(1);
      expect(to('/pagerduty')).toHaveLength(1);
      expect(mails).toHaveLength(1);
    });

    const [told] = to('/health');
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

    const [message] = to('/slack');
    expect(message?.headers.authorization).toBe('Bearer xoxb-secret-token');
    expect(message?.json['channel']).toBe('#ops');
    expect(message?.json['text']).toContain('boom &lt;!channel&gt; Bcc: evil@example.org ******');

    const [trigger] = to('/pagerduty');
    expect(trigger?.json).toMatchObject({
      routing_key: 'R0UT1NGK3Y',
      event_action: 'trigger',
      dedup_key: `upshot:${project}:integration:${failing}`,
      payload: { severity: 'critical', source: `upshot:${project}` },
    });

    const [mail] = mails;
    expect(mail?.from).toBe('upshot@example.org');
    expect(mail?.to).toEqual(['admin@example.org', 'second@example.org', 'me@example.org']);
    const [head = '', text = ''] = (mail?.text ?? '').split('\r\n\r\n', 2);
    const unfolded = head.replaceAll(/\r\n[ \t]/g, ' ');
    expect(unfolded).toContain(
      `Subject: [${project}] script integration ${failing} has failed 3 times in a row`,
    );
    expect(unfolded).not.toMatch(/^Bcc:/im);
    const body = (mail?.text ?? '').slice(head.length).replaceAll('=\r\n', '');
    expect(text).not.toBe('');
    expect(body).toMatch(/Bad since:\s+2\d{3}-/);
    expect(body).toMatch(/Last error:\s+failed: Error: boom <!channel> Bcc: evil@example.org \*{6}/);
    expect(body).toContain(`upshot integration:activities ${failing} -p ${project}`);

    const everything = JSON.stringify([deliveries, mails]);
    expect(everything).not.toContain('very-secret-value');

    await post('all.fail', { fail: false });
    await eventually(() => {
      expect(to('/health')).toHaveLength(2);
      expect(to('/slack')).toHaveLength(2);
      expect(to('/pagerduty')).toHaveLength(2);
      expect(mails).toHaveLength(2);
    });
    expect(to('/pagerduty')[1]?.json).toMatchObject({
      event_action: 'resolve',
      dedup_key: trigger?.json['dedup_key'],
    });
    expect(to('/health')[1]?.json).toMatchObject({ event: { severity: 'info' } });

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
      expect(await entriesOf(id)).toMatchObject([
        { attempt: 1, outcome: 'succeeded', is_final: true, integration_type: type },
        { attempt: 1, outcome: 'succeeded', is_final: true, integration_type: type },
      ]);
    }
    const [mailed] = await entriesOf(email);
    expect(mailed?.output).toMatch(
      /^mail to admin@example.org, .*\nthe mail server refused nobody@example.org$/s,
    );
    await remove(webhook, slack, pagerduty, email, failing);
  });
});

describe('a notification that is not taken', () => {
  it('is tried again with the same id, every attempt in the log, and given up in the end', async () => {
    const failing = await addFailing('retry.fail');
    answers.set('/flaky', [500, 503, 204]);
    answers.set('/never', [500]);
    const flaky = await system.addIntegration({ type: 'health.webhook', url: `${base}/flaky` });
    const never = await system.addIntegration({ type: 'health.webhook', url: `${base}/never` });
    await post('retry.fail', { fail: true }, 3);
    await eventually(async () => expect((await entriesOf(flaky)).at(-1)?.is_final).toBe(true));
    expect(await entriesOf(flaky)).toMatchObject([
      { attempt: 1, outcome: 'failed', is_final: false, http_status: 500 },
      { attempt: 2, outcome: 'failed', is_final: false, http_status: 503 },
      { attempt: 3, outcome: 'succeeded', is_final: true, http_status: 204 },
    ]);
    expect(new Set(to('/flaky').map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    await eventually(async () =>
      expect((await entriesOf(never)).at(-1)).toMatchObject({ attempt: 3, is_final: true }),
    );
    await remove(flaky, never, failing);
  });

  it('says why Slack refused it, without the token that Slack echoes', async () => {
    await using other = await startSystem({
      environment: { ...environment, UPSHOT_SLACK_URL: `${base}/slack-refuses` },
    });
    const slack = await other.addIntegration({
      type: 'health.slack',
      token: 'xoxb-echoed-token',
      channel: 'C1',
    });
    const script = `if (activity.payload.fail) throw new Error('boom')`;
    await other.addIntegration({ type: 'script', script, events: ['slack.fail'] });
    for (let n = 0; n < 3; n++)
      await other.post({ id: `s${n}`, type: 'slack.fail', state: 'complete', payload: { fail: true } });
    const entries = await eventually(async () => {
      const found = await other.query<Entry>(
        'select * from activity_log where integration_id = $1 order by seq',
        [slack],
      );
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
    answers.set('/slow', [503, 503, 200]);
    await using other = await startSystem({
      environment: { ...environment, UPSHOT_WEBHOOK_RETRY_SECONDS: '1,1,1' },
    });
    const health = await other.addIntegration({ type: 'health.webhook', url: `${base}/slow` });
    const script = `if (activity.payload.fail) throw new Error('boom')`;
    await other.addIntegration({ type: 'script', script, events: ['order.fail'] });
    for (let n = 0; n < 3; n++)
      await other.post({ id: `o${n}`, type: 'order.fail', state: 'complete', payload: { fail: true } });
    await eventually(() => expect(to('/slow').length).toBeGreaterThan(0));
    await other.post({ id: 'well', type: 'order.fail', state: 'complete', payload: {} });
    await eventually(() => expect(to('/slow')).toHaveLength(4));
    const severities = to('/slow').map(({ json }) => (json['event'] as { severity: string }).severity);
    expect(severities).toEqual(['critical', 'critical', 'critical', 'info']);
    expect(health).not.toBe('');
  });
});

describe('a notice that its receiver does not accept', () => {
  it('does not hold up notices about other subjects', async () => {
    answers.set('/subjects', [503, 200]);
    await using other = await startSystem({
      environment: { ...environment, UPSHOT_WEBHOOK_RETRY_SECONDS: '3600' },
    });
    const health = await other.addIntegration({ type: 'health.webhook', url: `${base}/subjects` });
    const script = `throw new Error('boom')`;
    const subjects: string[] = [];
    for (const type of ['stuck.fail', 'other.fail']) {
      subjects.push(await other.addIntegration({ type: 'script', script, events: [type] }));
      for (let n = 0; n < 3; n++) await other.post({ id: `${type}${n}`, type, state: 'complete' });
      await eventually(() => expect(to('/subjects')).toHaveLength(subjects.length));
    }
    const events = to('/subjects').map(({ json }) => json['event'] as { origin: { instance: string } });
    expect(events.map(({ origin }) => origin.instance)).toEqual(subjects);
    const pending = `select attempt from pending_runs where integration_id = $1`;
    await eventually(async () => expect(await other.query(pending, [health])).toHaveLength(1));
  });
});

describe('when a worker dies while it sends', () => {
  it('another worker sends it again, and the lost attempt is in the log', async () => {
    answers.set('/hangs', [0, 200]);
    await using other = await startSystem({ environment: { ...environment, UPSHOT_LOCK_MS: '2000' } });
    const [dying] = other.workers;
    const health = await other.addIntegration({ type: 'health.webhook', url: `${base}/hangs` });
    const script = `if (activity.payload.fail) throw new Error('boom')`;
    await other.addIntegration({ type: 'script', script, events: ['die.fail'] });
    for (let n = 0; n < 3; n++)
      await other.post({ id: `d${n}`, type: 'die.fail', state: 'complete', payload: { fail: true } });
    await eventually(() => expect(to('/hangs')).toHaveLength(1));
    const list = await other.call('GET', `/projects/${project}/integrations/${health}/activities`);
    expect(list).toMatchObject([{ type: 'integration.health.webhook', state: 'in_progress', result: null }]);
    await dying?.kill();
    await using _next = await startWorker({
      DATABASE_URL: other.databaseUrl,
      REDIS_URL: other.redisUrl,
      ...environment,
    });
    await eventually(() => expect(to('/hangs')).toHaveLength(2));
    await eventually(async () =>
      expect(
        await other.query('select * from activity_log where integration_id = $1 order by seq', [health]),
      ).toMatchObject([
        { attempt: 1, outcome: 'interrupted', is_final: false },
        { attempt: 2, outcome: 'succeeded', is_final: true },
      ]),
    );
    const [first, second] = to('/hangs');
    expect(first?.headers['webhook-id']).toBe(second?.headers['webhook-id']);
  });
});

describe('when no worker is left', () => {
  it('that is recorded, and sent when workers are back', async () => {
    const script = await system.addIntegration({ type: 'script', script: ';', events: ['idle'] });
    const health = await system.addIntegration({ type: 'health.webhook', url: `${base}/workers` });
    await Promise.all(system.workers.map((worker) => worker.stop()));
    await system.post({ id: 'w', type: 'idle', state: 'complete' });
    const recorded = `select id from activities where type = 'health.workers'`;
    await eventually(async () => expect(await system.query(recorded)).toHaveLength(1));
    expect(to('/workers')).toEqual([]);
    await using _worker = await startWorker({
      DATABASE_URL: system.databaseUrl,
      REDIS_URL: system.redisUrl,
      ...environment,
    });
    await eventually(() => expect(to('/workers')).toHaveLength(2));
    const events = to('/workers').map(({ json }) => json);
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
    expect(await entriesOf(health)).not.toHaveLength(0);
  });
});
