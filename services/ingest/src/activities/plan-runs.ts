import { newId } from '@upshot/shared/id';
import { findSkipReason, type NamedIntegration, type SkipReason } from '@upshot/shared/integration';
import { laneId } from '@upshot/shared/lane';
import type { IntegrationType } from '@upshot/integrations/registry';
import type { MatchableIntegration } from '@upshot/ledger/integrations/matchable';
import type { Plan, PlannedRun, Receipt, Submission } from '@upshot/ledger/activities/plan';
import type { ConditionDecider } from './decide-conditions.ts';

/**
 * Plans one run for each integration that matches, and keeps the reason of each that does not. However many have a
 * condition, the event loop turns meanwhile.
 */
export async function planRuns(
  submission: Submission,
  integrations: readonly MatchableIntegration<IntegrationType>[],
  conditions: ConditionDecider,
): Promise<Plan> {
  const { facts, onlyFor } = submission;
  const findRefusal = await conditions.decide(submission, integrations);
  const runs: PlannedRun[] = [];
  const matched: Receipt['matched'][number][] = [];
  const skipped: Receipt['skipped'][number][] = [];
  for (const integration of integrations) {
    if (integration.condition !== null && conditions.isTurnOver()) await conditions.nextTurn();
    const isMeant = onlyFor === undefined || integration.id === onlyFor.id;
    const reason = isMeant ? findSkipReason(integration, facts, findRefusal) : sentToAnother(onlyFor);
    if (reason === undefined) {
      const run = { id: newId(), integrationId: integration.id, lane: pickLane(integration) };
      runs.push(run);
      matched.push({
        integration: integration.id,
        name: integration.name,
        type: integration.type,
        run: run.id,
      });
    } else {
      skipped.push({ integration: integration.id, name: integration.name, reason });
    }
  }
  const receipt: Receipt = {
    activity: { id: facts.id, state: facts.state },
    matched,
    skipped,
    trace_id: submission.traceId ?? null,
  };
  return { submission, runs, receipt };
}

function sentToAnother({ name }: NamedIntegration): SkipReason {
  return { field: 'integration', message: `this was sent to "${name}" alone` };
}

/** Picks the lane of a new run. Without a promise of order any will do, so the load is spread evenly. */
export function pickLane({
  id,
  concurrency,
}: Pick<MatchableIntegration<string>, 'id' | 'concurrency'>): string {
  return laneId(id, concurrency === 1 ? 0 : Math.floor(Math.random() * concurrency));
}
