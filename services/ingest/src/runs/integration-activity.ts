import type { Database } from '@upshot/ledger/connect';
import { Problem } from '@upshot/shared/problem';
import { Type, type Static } from 'typebox';
import { integrationId, ownId, projectId } from '../http/schemas.ts';
import { findRun } from '@upshot/ledger/runs/list';
import type { RunRow } from '@upshot/ledger/runs/run-row';

/** The path of a run that is seen as an activity of its integration. */
export const integrationActivityParams = Type.Object({
  project: projectId,
  integration: integrationId,
  activity: ownId,
});

export type IntegrationActivityKey = Static<typeof integrationActivityParams>;

/** Finds the run behind such an activity; throws the problem `activity_not_found` when there is none. */
export async function findIntegrationActivity(
  database: Database,
  key: IntegrationActivityKey,
): Promise<RunRow> {
  const { project, integration, activity } = key;
  const run = await findRun(database, { project, integration, run: activity });
  if (run !== undefined) return run;
  throw new Problem('activity_not_found', `Integration "${integration}" has no activity "${activity}".`);
}
