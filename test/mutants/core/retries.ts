import { mutantsOf } from '../mutant.ts';

const webhook = 'services/worker/src/executors/webhook';
const integrations = 'packages/ledger/src/integrations';

export const retryMutants = [
  ...mutantsOf(
    'packages/shared/src/retry-schedule.ts',
    ['packages/shared/src/retry-schedule.test.ts'],
    [
      ['Retry-After has no cap', 'Math.min(retryAfterMs ?? 0, LONGEST_RETRY_AFTER_MS)', 'retryAfterMs ?? 0'],
      ['retries have no jitter', ' * (1 + random * MAX_JITTER)', ''],
      ['retries may come early', '(1 + random * MAX_JITTER)', '(1 - random * MAX_JITTER)'],
      ['Retry-After is ignored', 'Math.max(delay, asked)', 'delay'],
      ['Retry-After may shorten the delay', 'Math.max(delay, asked)', '(asked || delay)'],
      ['the first delay is skipped', 'schedule.delaysMs[attempt - 1]', 'schedule.delaysMs[attempt]'],
      ['Retry-After counts milliseconds', 'Number(header) * 1000', 'Number(header)'],
      ['a past date gives a negative delay', 'Math.max(0, date - now)', 'date - now'],
      ['a schedule counts milliseconds', 'Number(seconds) * 1000', 'Number(seconds)'],
    ],
  ),
  ...mutantsOf(
    `${webhook}/deliver-webhook.ts`,
    [`${webhook}/deliver-webhook.test.ts`],
    [
      [
        'a delivery is sent before its beginning is written',
        'await attempt.begin();',
        'void attempt.begin();',
      ],
      ['redirects are followed', "redirect: 'manual'", "redirect: 'follow'"],
      [
        'a delivery that was aborted fails',
        "if (signal.aborted && reply.kind !== 'response') return 'aborted';",
        '',
      ],
      [
        'a receiver that is gone is tried again',
        'retryAfterMs: isGone ? undefined : delayBeforeRetry',
        'retryAfterMs: delayBeforeRetry',
      ],
      [
        'later deliveries do not wait for this to be settled',
        'mustSettleFirst: true',
        'mustSettleFirst: false',
      ],
      [
        'a refused destination goes unreported',
        "if (reply.kind === 'refused') events.egressRefused(run.id, reply.detail);",
        '',
      ],
    ],
  ),
  ...mutantsOf(
    'services/worker/src/model/delivery-result.ts',
    [`${webhook}/deliver-webhook.test.ts`],
    [
      ['a receiver that is busy counts as working', ' || status === 429', ''],
      ['a receiver that fails counts as working', 'status >= 500 ||', ''],
      ['a receiver that is gone is only rejecting', "status === 410 ? 'gone' : 'rejected'", "'rejected'"],
    ],
  ),
  ...mutantsOf(
    `${integrations}/pause-endpoint.ts`,
    [`${integrations}/pause-endpoint.test.ts`, `${webhook}/endpoint-watch.test.ts`],
    [
      ['an integration is paused although its URL changed', 'and i.settings = ${settings}::jsonb', ''],
      ['an integration is paused again', 'and i.paused_at is null', ''],
      ['a deleted integration is paused', 'and i.deleted_at is null', ''],
      [
        'what other workers know does not count',
        "f.since <= now() - ${failingMs}::float8 * interval '1 ms'",
        'true',
      ],
    ],
  ),
  ...mutantsOf(
    `${webhook}/endpoint-watch.ts`,
    [`${webhook}/endpoint-watch.test.ts`],
    [
      ['a success is not noted', 'await noteSuccess(integration.id);', ''],
      [
        'a pause does not ask what other workers know',
        'pause(options, integration, reason, pauseAfterMs)',
        'pause(options, integration, reason, 0)',
      ],
      ['a worker trusts what it knows forever', 'FRESH_MS = 60_000', 'FRESH_MS = 60_000_000'],
      ['each failure asks the ledger', 'recall(id)?.failingSince ??', ''],
      [
        'each success asks the ledger',
        'if (endpoint !== undefined && endpoint.failingSince === undefined) return;',
        '',
      ],
      ['pausing for failures cannot be switched off', 'if (pauseAfterMs === 0) return false;', ''],
      ['a pause is not reported', 'if (isPaused) events.integrationPaused({ id, name }, reason);', ''],
    ],
  ),
] as const;
