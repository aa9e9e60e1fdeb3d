import { recordActivities } from '@upshot/ledger/activities/record';
import {
  continueAttempts,
  takeLeftNotifications,
  type LeftNotification,
} from '@upshot/ledger/health/notifications';
import type { Tables } from '@upshot/ledger/tables';
import { laneId } from '@upshot/shared/lane';
import type { Transaction } from 'kysely';
import { toSubmission } from './health-activity.ts';

/**
 * Turns notifications that a version before 0.2 left unsent into runs of an activity, with the same ids and attempts,
 * so that an upgrade loses none and sends none twice. Returns the lanes that have new work.
 */
export async function adoptNotifications(transaction: Transaction<Tables>): Promise<readonly string[]> {
  const left = await takeLeftNotifications(transaction);
  const changes = Map.groupBy(left, ({ change }) => change.id);
  const plans = [...changes.values()].flatMap(toPlan);
  if (plans.length > 0) await recordActivities(transaction, plans, new Map());
  for (const notification of left) await continueAttempts(transaction, notification);
  return plans.flatMap(({ runs }) => runs.map(({ lane }) => lane));
}

function toPlan(notifications: readonly LeftNotification[]) {
  const [first] = notifications;
  if (first === undefined) return [];
  const submission = toSubmission(first.change);
  const runs = notifications.map(({ id, integration_id }) => {
    return { id, integrationId: integration_id, lane: laneId(integration_id, 0) };
  });
  const receipt = {
    activity: { id: submission.facts.id, state: submission.facts.state },
    matched: [],
    skipped: [],
    trace_id: null,
  };
  return [{ submission, runs, receipt }];
}
