import { definitionOf, type HealthType } from '@upshot/integrations/registry';
import { parseHeaders, secretsOfHeaders } from '@upshot/integrations/endpoint-headers';
import { createRedactor } from '@upshot/secrets/redact/redact';
import type { HealthChange } from '@upshot/shared/health/change';
import {
  delayBeforeRetry,
  parseRetryAfter,
  toRetrySchedule,
  type RetrySchedule,
} from '@upshot/shared/retry-schedule';
import { splitSharedKeys } from '@upshot/shared/shared-key';
import { toDeliveryResult } from '../../model/delivery-result.ts';
import type { Attempt, AttemptResult, Executor } from '../executor.ts';
import { sendEmail } from './email.ts';
import type { Notice, NoticeTools, Sent } from './notice.ts';
import { sendPagerduty } from './pagerduty.ts';
import { sendSlack } from './slack.ts';
import { sendWebhook } from './webhook.ts';

export interface HealthTools extends NoticeTools {
  readonly schedule: RetrySchedule;
}

type Send<T extends HealthType> = (tools: NoticeTools, notice: Notice<T>) => Promise<Sent>;

/** Creates the executors of all health integrations. */
export function createHealthExecutors(tools: HealthTools): { readonly [T in HealthType]: Executor<T> } {
  return {
    'health.email': createHealthExecutor(tools, sendEmail),
    'health.slack': createHealthExecutor(tools, sendSlack),
    'health.pagerduty': createHealthExecutor(tools, sendPagerduty),
    'health.webhook': createHealthExecutor(tools, sendWebhook),
  };
}

/** Runs of a subject keep their order, so that an all-clear never overtakes its alarm. */
function createHealthExecutor<T extends HealthType>(tools: HealthTools, send: Send<T>): Executor<T> {
  return {
    execute: (attempt) => sendNotice(tools, send, attempt),
    needsDeliveryPermit: true,
    pausesFailingEndpoints: false,
    subjectOf: ({ body }) => (body === undefined ? undefined : readPayload(body).change?.subject),
  };
}

/** Makes one attempt to send the change of health that the activity holds. Secrets in an answer are redacted. */
export async function sendNotice<T extends HealthType>(
  tools: HealthTools,
  send: Send<T>,
  { integration, run, number, begin, signal }: Attempt<T>,
): Promise<AttemptResult | 'aborted'> {
  await begin();
  const startedAt = performance.now();
  const payload = readPayload(run.body);
  const notice = { id: run.id, projectId: run.projectId, integration, signal, ...payload };
  const sent =
    notice.change === undefined ? malformed : await trySending(() => send(tools, notice as Notice<T>));
  if (signal.aborted && sent.failure !== undefined) return 'aborted';
  const durationMs = performance.now() - startedAt;
  return {
    ...toResult(
      toRetrySchedule(retrySecondsOf(integration.fields), tools.schedule),
      redacted(sent, secretsOf(integration.type, integration.fields, tools)),
      number,
      durationMs,
    ),
    durationMs,
    mustSettleFirst: true,
  };
}

/** Only some types have a schedule of their own. */
function retrySecondsOf(fields: {
  readonly retry_seconds?: readonly number[] | null;
}): readonly number[] | null | undefined {
  return fields.retry_seconds;
}

const malformed: Sent = {
  failure: 'the payload of the activity holds no change of health',
  isGone: true,
  lines: [],
};

function readPayload(body: string): { readonly change?: HealthChange; readonly event?: unknown } {
  const { payload } = JSON.parse(body) as { payload?: { change?: HealthChange; event?: unknown } };
  return { ...(payload?.change === undefined ? {} : { change: payload.change }), event: payload?.event };
}

async function trySending(send: () => Promise<Sent>): Promise<Sent> {
  try {
    return await send();
  } catch (fault) {
    return { failure: fault instanceof Error ? fault.message : String(fault), lines: [] };
  }
}

function toResult(schedule: RetrySchedule, sent: Sent, attempt: number, durationMs: number) {
  const { failure, httpStatus, retryAfter, isGone, lines } = sent;
  const asked = parseRetryAfter(retryAfter, Date.now());
  const at_ms = Math.round(durationMs);
  const output = lines.map((text) => ({ at_ms, level: 'info' as const, text }));
  if (failure === undefined) {
    return { outcome: 'succeeded' as const, httpStatus, output, delivery: { kind: 'accepted' } as const };
  }
  return {
    outcome: 'failed' as const,
    httpStatus,
    output,
    error: { name: 'DeliveryError', message: failure },
    delivery: toDeliveryResult(httpStatus, asked),
    retryAfterMs: isGone === true ? undefined : delayBeforeRetry(schedule, attempt, asked),
  };
}

/** The length of a failure, and of each line, in the log. They are cut after redaction: half a secret is not found. */
const FAILURE_CHARACTERS = 600;
const LINE_CHARACTERS = 2000;

function redacted(sent: Sent, secrets: readonly string[]): Sent {
  const redact = createRedactor(secrets);
  return {
    ...sent,
    failure: sent.failure === undefined ? undefined : redact(sent.failure).slice(0, FAILURE_CHARACTERS),
    lines: sent.lines.map((line) => redact(line).slice(0, LINE_CHARACTERS)),
  };
}

/** The secrets that an answer may echo: the integration's sealed fields, and the mail server's password. */
function secretsOf(type: HealthType, fields: object, { mail }: NoticeTools): readonly string[] {
  const values = Object.entries(fields) as [string, unknown][];
  const { fields: defined } = definitionOf(type);
  const sealed = values.flatMap(([name, value]) => {
    if (defined[name]?.keptIn !== 'sealed' || typeof value !== 'string') return [];
    if (name === 'headers') return secretsOfHeaders(parseHeaders(value));
    return name === 'shared_key' ? splitSharedKeys(value) : [value];
  });
  return [...sealed, ...passwordsOf(mail?.smtpUrl)];
}

function passwordsOf(url: string | undefined): readonly string[] {
  if (url === undefined || !URL.canParse(url)) return [];
  const { username, password } = new URL(url);
  const [user, plain] = [decodeURIComponent(username), decodeURIComponent(password)];
  return password === '' ? [] : [url, password, plain, `\0${user}\0${plain}`];
}
