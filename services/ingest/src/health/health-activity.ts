import type { Submission } from '@upshot/ledger/activities/plan';
import type { HealthChange } from '@upshot/shared/health/change';
import { describeInOneLine } from '@upshot/shared/health/describe-change';
import { toHealthEvent } from '@upshot/shared/health/event';

/** A change of health as an activity of type `health.<kind>`, to be recorded like any other. */
export function toSubmission(change: HealthChange): Submission {
  const type = `health.${change.kind}`;
  const createdAt = new Date(change.at);
  return {
    projectId: change.project,
    facts: { id: change.id, type, state: 'complete', result: null, environments: [] },
    createdAt,
    body: JSON.stringify({
      id: change.id,
      type,
      state: 'complete',
      result: null,
      project: change.project,
      environments: [],
      created_at: change.at,
      completed_at: change.at,
      text: describeInOneLine(change),
      parameters: {},
      payload: { event: toHealthEvent(change), change },
    }),
    traceparent: undefined,
    traceId: undefined,
  };
}
