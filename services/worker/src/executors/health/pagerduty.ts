import { describeChange, describeInOneLine } from '@upshot/shared/health/describe-change';
import { metricsOf } from '@upshot/shared/health/event';
import type { Notice, NoticeTools, Sent } from './notice.ts';
import { postNotice } from './post-notice.ts';

/**
 * Triggers or resolves an alert by PagerDuty's Events API v2. The `dedup_key` is the same for all changes of one
 * subject, so that the all-clear resolves what the alarm triggered.
 */
export async function sendPagerduty(tools: NoticeTools, notice: Notice<'health.pagerduty'>): Promise<Sent> {
  const { change } = notice;
  const { severity, since, lastError, next } = describeChange(change);
  const body = JSON.stringify({
    routing_key: notice.integration.fields.routing_key,
    event_action: change.status === 'bad' ? 'trigger' : 'resolve',
    dedup_key: `upshot:${change.project}:${change.subject}`,
    payload: {
      summary: describeInOneLine(change),
      source: `upshot:${change.project}`,
      severity,
      timestamp: change.at,
      component: change.subject,
      group: change.project,
      class: change.kind,
      custom_details: { ...metricsOf(change), since, last_error: lastError ?? null, next },
    },
  });
  return (await postNotice(tools, notice, { url: tools.pagerdutyUrl, headers: [], body })).sent;
}
