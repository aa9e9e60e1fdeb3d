import { findActivity } from '@upshot/ledger/activities/find';
import { readCurrentIntegration } from '@upshot/ledger/integrations/read-current';
import { findRun } from '@upshot/ledger/runs/list';
import type { ComparisonRunRow } from '@upshot/ledger/tables-of-comparisons';
import { activityStates } from '@upshot/shared/activity';
import type { PastInputs } from '@upshot/trial/history/compare-run';
import type { LoggedRun } from '@upshot/trial/history/known-run';
import { MAX_TRIAL_ACTIVITY } from '@upshot/trial/server/trial-request';
import { openIntegration } from '../lanes/open-integration.ts';
import { openRecording } from '../trials/open-recording.ts';
import type { TrialSource } from '../trials/read-trial.ts';

/** Whose runs are made again. */
export interface Owner {
  readonly project: string;
  readonly integration: string;
}

/** A past run, what it is made again on, and what is redacted; or why it cannot be made again. */
export type Past =
  | { readonly run: LoggedRun; readonly inputs: PastInputs; readonly secrets: readonly string[] }
  | { readonly skippedBecause: string };

/** Reads what a run is made again on: its cassette, or its activity with the variables of today. */
export async function readPast(source: TrialSource, owner: Owner, row: ComparisonRunRow): Promise<Past> {
  const { database, ring } = source;
  const { project, integration } = owner;
  const found = await findRun(database, { project, integration, run: row.run_id });
  if (found === undefined) return { skippedBecause: 'the run is no longer in the log' };
  const key = { id: integration, scriptVersion: undefined, types: ['script'] as const };
  const current = await readCurrentIntegration(database, key);
  if (current === undefined) return { skippedBecause: 'the integration was deleted' };
  const { error_name: name, error_message: message, output } = found;
  const error = name === null ? null : { name, message: message ?? '' };
  const run = { outcome: row.was, error, output: output ?? '' };
  const { variables, secrets, project: projectText } = openIntegration(current, ring);
  const attempt = { project, run: row.run_id, attempt: row.attempt };
  const recorded = await openRecording(source, attempt, current);
  if (recorded !== undefined)
    return { run, inputs: { kind: 'recorded', ...recorded }, secrets: recorded.opened.secrets };
  const activity = await readActivity(source, project, row);
  if ('skippedBecause' in activity) return activity;
  const inputs = {
    kind: 'logged',
    activity: activity.body,
    project: projectText,
    variables,
    secrets,
  } as const;
  return { run, inputs, secrets };
}

async function readActivity(
  { database }: TrialSource,
  project: string,
  { activity_id: activity, activity_state: named }: ComparisonRunRow,
): Promise<{ readonly body: string } | { readonly skippedBecause: string }> {
  const state = activityStates.find((known) => known === named);
  const found = await findActivity(database, { project, activity }, state);
  if (found === undefined) return { skippedBecause: 'its activity is no longer kept' };
  if (found.body.length > MAX_TRIAL_ACTIVITY)
    return { skippedBecause: 'its activity has more than 1 MB: use upshot script:test' };
  return found;
}
