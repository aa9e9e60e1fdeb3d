import type { Plan } from '@upshot/ledger/activities/plan';
import { recordActivities } from '@upshot/ledger/activities/record';
import { writeState } from '@upshot/ledger/health/states';
import { readMatchable, type MatchableIntegration } from '@upshot/ledger/integrations/matchable';
import type { Tables } from '@upshot/ledger/tables';
import { definitionOf, integrationTypes, type IntegrationType } from '@upshot/integrations/registry';
import type { HealthChange } from '@upshot/shared/health/change';
import { newId } from '@upshot/shared/id';
import { laneId } from '@upshot/shared/lane';
import { toTimestamp } from '@upshot/shared/timestamp';
import type { Transaction } from 'kysely';
import { createConditionDecider, type ConditionDecider } from '../activities/decide-conditions.ts';
import { planRuns } from '../activities/plan-runs.ts';
import type { FoundChange } from './find-changes.ts';
import { toSubmission } from './health-activity.ts';

/** Writes the new states and records each change as an activity. Returns the lanes that have new work. */
export async function recordChanges(
  transaction: Transaction<Tables>,
  found: readonly FoundChange[],
  { now, silentRecipients }: { readonly now: Date; readonly silentRecipients: readonly string[] },
): Promise<readonly string[]> {
  const changes = found.map((finding): HealthChange => {
    return { ...finding, id: newId(), at: toTimestamp(now), since: toTimestamp(finding.since) };
  });
  for (const change of changes) await writeState(transaction, change);
  return await recordPlanned(transaction, changes, silentRecipients);
}

async function recordPlanned(
  transaction: Transaction<Tables>,
  changes: readonly HealthChange[],
  silentRecipients: readonly string[],
): Promise<readonly string[]> {
  if (changes.length === 0) return [];
  await using conditions = createConditionDecider();
  for (;;) {
    const rows = await readMatchable(
      transaction,
      [...new Set(changes.map(({ project }) => project))],
      integrationTypes,
      silentRecipients,
    );
    const projects = new Map(rows.map((row) => [row.project, row]));
    const plans: Plan[] = [];
    for (const change of changes)
      plans.push(await plan(change, projects.get(change.project)?.integrations ?? [], conditions));
    const written = await recordActivities(transaction, plans, projects);
    if (written !== 'stale') return plans.flatMap(({ runs }) => runs.map(({ lane }) => lane));
  }
}

/** Runs of one subject share a lane, so that an all-clear never overtakes its alarm. */
async function plan(
  change: HealthChange,
  integrations: readonly MatchableIntegration<IntegrationType>[],
  conditions: ConditionDecider,
): Promise<Plan> {
  const planned = await planRuns(toSubmission(change), integrations.map(withFixedFilter), conditions);
  const concurrencies = new Map(integrations.map(({ id, concurrency }) => [id, concurrency]));
  const runs = planned.runs.map((run) => {
    const lanes = concurrencies.get(run.integrationId) ?? 1;
    return { ...run, lane: laneId(run.integrationId, hashOf(change.subject) % lanes) };
  });
  return { ...planned, runs };
}

function withFixedFilter(
  integration: MatchableIntegration<IntegrationType>,
): MatchableIntegration<IntegrationType> {
  const { filter } = definitionOf(integration.type);
  return filter.kind === 'fixed' ? { ...integration, ...filter.filter } : integration;
}

function hashOf(text: string): number {
  let hash = 0;
  for (const character of text) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) % 1_000_003;
  return hash;
}
