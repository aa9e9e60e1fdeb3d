import type { Database } from '@upshot/ledger/connect';
import { tracer } from '@upshot/runtime/telemetry';
import { delayBeforeRetry, parseRetryAfter, type RetrySchedule } from '@upshot/shared/retry-schedule';
import type { IngestEvents } from '../events.ts';
import { claimNotifications, type ClaimedNotification } from './claim-notifications.ts';
import type { NoticeTools, Sent } from './notice.ts';
import { sendNotice } from './send-notice.ts';
import { settleNotification } from './settle-notification.ts';

export interface DeliveryTools extends NoticeTools {
  readonly database: Database;
  readonly events: Pick<IngestEvents, 'notificationFault'>;
  readonly schedule: RetrySchedule;
  /** Who sends, for the log. */
  readonly sender: string;
}

/** Sends what is due, some at a time. */
export interface Deliverer {
  /** Begins to send what is due, as far as there is room, and does not wait for it. */
  begin(): Promise<void>;
  /** Waits for what is being sent. */
  idle(): Promise<void>;
}

/** How many notifications one ingest sends at once. */
const MAX_AT_ONCE = 16;

/** Creates the deliverer of one ingest. */
export function createDeliverer(tools: DeliveryTools): Deliverer {
  const underWay = new Set<Promise<void>>();
  return {
    async begin() {
      const room = MAX_AT_ONCE - underWay.size;
      if (room === 0) return;
      for (const notification of await claimNotifications(tools.database, tools.sender, room)) {
        const delivery = deliver(tools, notification)
          .catch((fault: unknown) => {
            tools.events.notificationFault(fault, notification.id);
          })
          .finally(() => underWay.delete(delivery));
        underWay.add(delivery);
      }
    },
    async idle() {
      await Promise.all(underWay);
    },
  };
}

/** Makes one attempt and settles it. What cannot be settled is tried again when it is taken for lost. */
async function deliver(tools: DeliveryTools, notification: ClaimedNotification): Promise<void> {
  const { id, change, integration, project, attempt } = notification;
  const startedAt = new Date();
  const began = performance.now();
  await tracer().startActiveSpan('health notification', async (span) => {
    const sent =
      integration === null || project === null
        ? deleted
        : await sendNotice(tools, { id, change, integration, project });
    span.end();
    const { failure, httpStatus, lines } = sent;
    await settleNotification(tools.database, notification, {
      outcome: sent === deleted ? 'cancelled' : failure === undefined ? 'succeeded' : 'failed',
      sender: tools.sender,
      startedAt,
      durationMs: performance.now() - began,
      httpStatus,
      failure,
      lines,
      retryAfterMs: delayAfter(tools.schedule, sent, attempt),
      traceId: span.spanContext().traceId,
    });
  });
}

const deleted: Sent = { failure: 'its integration was deleted', isGone: true, lines: [] };

function delayAfter(schedule: RetrySchedule, sent: Sent, attempt: number): number | undefined {
  if (sent.failure === undefined || sent.isGone === true) return undefined;
  return delayBeforeRetry(schedule, attempt, parseRetryAfter(sent.retryAfter, Date.now()));
}
