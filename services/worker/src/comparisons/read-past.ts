import { recordingContext } from '@upshot/integrations/secret-context';
import { findActivity } from '@upshot/ledger/activities/find';
import { readCurrentIntegration, type CurrentIntegrationRow } from '@upshot/ledger/integrations/read-current';
import { findRecording } from '@upshot/ledger/recordings/find';
import { findRun } from '@upshot/ledger/runs/list';
import type { ComparisonRunRow } from '@upshot/ledger/tables-of-comparisons';
import { unseal } from '@upshot/secrets/seal';
import { activityStates } from '@upshot/shared/activity';
import type { Cassette } from '@upshot/trial/cassette/cassette-schema';
import { openCassette } from '@upshot/trial/cassette/open-cassette';
import type { PastInputs } from '@upshot/trial/history/compare-run';
import type { LoggedRun } from '@upshot/trial/history/known-run';
import { MAX_TRIAL_ACTIVITY } from '@upshot/trial/server/trial-request';
import { openIntegration } from '../lanes/open-integration.ts';
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
  const cassette = await readCassette(source, project, row);
  if (cassette !== undefined) {
    const given = { variables: sensitiveOf(current, variables), secrets, match: 'exact' } as const;
    const opened = openCassette(cassette, given);
    return { run, inputs: { kind: 'recorded', cassette, opened }, secrets: opened.secrets };
  }
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

async function readCassette(
  { database, ring }: TrialSource,
  project: string,
  { run_id: run, attempt }: ComparisonRunRow,
): Promise<Cassette | undefined> {
  const recording = await findRecording(database, { project, run }, attempt);
  if (recording === undefined) return undefined;
  return JSON.parse(unseal(ring, recording.cassette_sealed, recordingContext(run, attempt))) as Cassette;
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

/** What takes the place of the secrets of a cassette; other variables are as they were. */
function sensitiveOf(
  { variables: rows }: CurrentIntegrationRow<'script'>,
  variables: string,
): Readonly<Record<string, unknown>> {
  const names = new Set(rows.filter(({ value_sealed }) => value_sealed !== null).map(({ name }) => name));
  const values = JSON.parse(variables) as Readonly<Record<string, unknown>>;
  return Object.fromEntries(Object.entries(values).filter(([name]) => names.has(name)));
}
