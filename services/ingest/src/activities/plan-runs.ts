import { newId } from '@upshot/shared/id';
import { decideBy } from '@upshot/shared/condition';
import { findSkipReason } from '@upshot/shared/integration';
import { laneId } from '@upshot/shared/lane';
import type { IntegrationType } from '@upshot/integrations/registry';
import type { MatchableIntegration } from '@upshot/ledger/integrations/matchable';
import type { Plan, PlannedRun, Receipt, Submission } from '@upshot/ledger/activities/plan';

/** Plans one run for each integration that matches, and keeps the reason of each that does not. */
export function planRuns(
  submission: Submission,
  integrations: readonly MatchableIntegration<IntegrationType>[],
): Plan {
  const { facts } = submission;
  const findRefusal = decideBy(readOnce(submission.body));
  const runs: PlannedRun[] = [];
  const matched: Receipt['matched'][number][] = [];
  const skipped: Receipt['skipped'][number][] = [];
  for (const integration of integrations) {
    const reason = findSkipReason(integration, facts, findRefusal);
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

/** Parses a body where it is first asked for: most integrations need only what is known of the activity already. */
export function readOnce(body: string): () => unknown {
  let read: { readonly document: unknown } | undefined;
  return () => (read ??= { document: JSON.parse(body) as unknown }).document;
}

/** Picks the lane of a new run. Without a promise of order any will do, so the load is spread evenly. */
export function pickLane({
  id,
  concurrency,
}: Pick<MatchableIntegration<string>, 'id' | 'concurrency'>): string {
  return laneId(id, concurrency === 1 ? 0 : Math.floor(Math.random() * concurrency));
}
