import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { startReceiver, type Delivery } from './receiver.ts';

interface JsonDelivery extends Delivery {
  readonly json: Readonly<Record<string, unknown>>;
}

interface Mail {
  readonly from: string;
  readonly to: readonly string[];
  readonly text: string;
}

/** Webhooks, Slack, PagerDuty and a mail server that take health notifications. */
export interface HealthReceivers extends AsyncDisposable {
  /** The address of the HTTP receiver. */
  readonly base: string;
  /** The settings of a system that notifies these receivers, at once and with short retries. */
  readonly environment: Readonly<Record<string, string>>;
  /** What the receiver answers, by path: one status after the other, the last one for ever; 0 is no answer at all. */
  readonly answers: Map<string, number[]>;
  readonly mails: readonly Mail[];
  readonly deliveries: readonly Delivery[];
  /** The deliveries to a path. */
  to(path: string): readonly JsonDelivery[];
}

/** Starts all of them on free ports. */
export async function startHealthReceivers(): Promise<HealthReceivers> {
  const answers = new Map<string, number[]>();
  const receiver = await startReceiver(({ path, headers }) => {
    const statuses = answers.get(path) ?? [200];
    const status = (statuses.length > 1 ? statuses.shift() : statuses[0]) ?? 200;
    if (status === 0) return undefined;
    const refused = { ok: false, error: 'channel_not_found', echo: headers.authorization };
    return { status, body: JSON.stringify(path === '/slack-refuses' ? refused : { ok: true }) };
  });
  const mails: Mail[] = [];
  const smtp = createMailServer(mails);
  await new Promise<void>((resolve) => smtp.listen(0, '127.0.0.1', () => resolve()));
  const { port: smtpPort } = smtp.server.address() as AddressInfo;
  const base = `http://${receiver.at}`;
  return {
    base,
    environment: {
      UPSHOT_EGRESS_ALLOW: receiver.at,
      UPSHOT_HEALTH_MS: '100',
      UPSHOT_HEALTH_HOLD_MS: '0',
      UPSHOT_HEALTH_WORKERS_MS: '1500',
      UPSHOT_WEBHOOK_RETRY_SECONDS: '0.1,0.1',
      UPSHOT_SMTP_URL: `smtp://upshot:smtp-pass%25word@127.0.0.1:${smtpPort}`,
      UPSHOT_MAIL_FROM: 'upshot@example.org',
      UPSHOT_MAIL_ADMINS: 'admin@example.org, second@example.org',
      UPSHOT_SLACK_URL: `${base}/slack`,
      UPSHOT_PAGERDUTY_URL: `${base}/pagerduty`,
    },
    answers,
    mails,
    deliveries: receiver.deliveries,
    to: (path) =>
      receiver.deliveries
        .filter((delivery) => delivery.path === path)
        .map((delivery) => ({ ...delivery, json: JSON.parse(delivery.body) as JsonDelivery['json'] })),
    async [Symbol.asyncDispose]() {
      await receiver[Symbol.asyncDispose]();
      await new Promise<void>((resolve) => smtp.close(() => resolve()));
    },
  };
}

/** A mail server that knows one user, and every mailbox but `nobody@…`. */
function createMailServer(mails: Mail[]): SMTPServer {
  return new SMTPServer({
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
}
