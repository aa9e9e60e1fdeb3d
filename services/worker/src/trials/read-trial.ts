import { findActivity } from '@upshot/ledger/activities/find';
import type { Database } from '@upshot/ledger/connect';
import {
  readCurrentIntegration,
  readScriptProject,
  type CurrentIntegrationRow,
} from '@upshot/ledger/integrations/read-current';
import { findRun } from '@upshot/ledger/runs/list';
import { readStorage } from '@upshot/ledger/storage/read';
import type { Limits } from '@upshot/sandbox/sandbox';
import type { KeyRing } from '@upshot/secrets/seal';
import { answerByRules } from '@upshot/trial/rules/answer-by-rules';
import type { TrialInput } from '@upshot/trial/run-trial';
import {
  MAX_TRIAL_ACTIVITY,
  type LowerableLimits,
  type TrialRefusal,
  type TrialRequest,
} from '@upshot/trial/server/trial-request';
import { SCRIPT_NAME } from '../executors/script/cassette-of.ts';
import { openStored } from '../executors/script/sealed-storage.ts';
import { openIntegration } from '../lanes/open-integration.ts';
import { openRecording } from './open-recording.ts';

export interface TrialSource {
  readonly database: Database;
  readonly ring: KeyRing;
  /** Of every run on this worker. */
  readonly limits: Limits;
}

/** Of longer texts, no hint is made on the event loop. */
export const MAX_HINT_LENGTH = 64 * 1024;

/** Puts together what a trial runs on; a refusal where the ledger does not have it. */
export async function readTrial(
  source: TrialSource,
  request: TrialRequest,
): Promise<TrialInput | TrialRefusal> {
  const { activity: wanted } = request;
  if ('run' in wanted) return await readRecorded(source, request, wanted.run);
  const activity = await readActivity(source, request.project, wanted);
  if ('problem' in activity) return activity;
  const own = await readOwner(source, request);
  if ('problem' in own) return own;
  return {
    script: { file: SCRIPT_NAME, source: own.script },
    activity: activity.document,
    activitySource: activity.source,
    project: own.project,
    variables: joinObjects(own.variables, request.variables),
    secrets: [...own.secrets, ...request.secrets],
    storage: await storageOf(source, request),
    answerer: answerByRules(request.rules, false),
    ...mannerOf(source, request),
  };
}

/** What every trial has: limits, a slot of its integration's trials, and no precedence over runs. */
function mannerOf({ limits }: TrialSource, request: TrialRequest) {
  return {
    limits: lower(limits, request.limits),
    owner: { projectId: request.project, integrationId: `trial ${request.integration ?? ''}` },
    yields: true,
    maxHintLength: MAX_HINT_LENGTH,
  };
}

/** Puts together what a recorded run had, with the sensitive variables of today. */
async function readRecorded(
  source: TrialSource,
  request: TrialRequest,
  run: string,
): Promise<TrialInput | TrialRefusal> {
  const { project } = request;
  const own = await readOwner(source, request);
  if ('problem' in own) return own;
  const id = request.integration ?? '';
  const found = await findRun(source.database, { project, integration: id, run });
  if (found === undefined) return refusal('run_not_found', `Integration "${id}" has no run "${run}".`);
  const attempt = { project, run, attempt: found.attempt };
  const recorded = own.row && (await openRecording(source, attempt, own.row));
  if (recorded === undefined) return refusal('not_recorded', `There is no cassette of the run "${run}".`);
  const { source: _recorded, ...inputs } = recorded.opened;
  const script = { file: SCRIPT_NAME, source: own.script };
  return { ...inputs, ...mannerOf(source, request), script, activitySource: `run ${run}` };
}

async function readActivity(
  { database }: TrialSource,
  project: string,
  activity: Exclude<TrialRequest['activity'], { readonly run: string }>,
) {
  if ('document' in activity) return activity;
  const { id, state } = activity;
  const found = await findActivity(database, { project, activity: id }, state ?? undefined);
  if (found === undefined)
    return refusal('activity_not_found', `Project "${project}" has no activity "${id}".`);
  if (found.body.length > MAX_TRIAL_ACTIVITY)
    return refusal(
      'trial_too_large',
      `The activity "${id}" has more than 1 MB: try the script with another one.`,
    );
  return { document: found.body, source: `activity ${id}` };
}

interface Owner {
  /** None for a script of no integration. */
  readonly row?: CurrentIntegrationRow<'script'>;
  readonly script: string;
  readonly project: string;
  readonly variables: string;
  readonly secrets: readonly string[];
}

async function readOwner(
  { database, ring }: TrialSource,
  { project, integration: id, script }: TrialRequest,
): Promise<Owner | TrialRefusal> {
  if (id === null) {
    const text = await readScriptProject(database, project);
    if (text === undefined) return refusal('project_not_found', `There is no project "${project}".`);
    return { script: 'source' in script ? script.source : '', project: text, variables: '{}', secrets: [] };
  }
  const scriptVersion = 'source' in script ? undefined : (script.version ?? undefined);
  const row = await readCurrentIntegration(database, { id, scriptVersion, types: ['script'] });
  if (row === undefined) return refusal('integration_not_found', `There is no script integration "${id}".`);
  if (row.source === null)
    return refusal('version_not_found', `Integration "${id}" has no version ${scriptVersion}.`);
  const { variables, secrets, project: text } = openIntegration(row, ring);
  return { row, script: 'source' in script ? script.source : row.source, project: text, variables, secrets };
}

/** JSON text of both objects; a slot takes the last of two members of one name. */
function joinObjects(first: string, second: string): string {
  const members = [first, second].map((text) => text.trim().slice(1, -1).trim());
  return `{${members.filter((text) => text !== '').join(',')}}`;
}

async function storageOf(
  { database, ring }: TrialSource,
  { integration, storage }: TrialRequest,
): Promise<ReadonlyMap<string, string>> {
  if (storage === 'empty' || (storage === 'copy' && integration === null)) return new Map();
  if (storage !== 'copy' || integration === null) return new Map(Object.entries(storage));
  const stored = openStored(ring, integration, await readStorage(database, integration));
  return new Map([...stored].map(([notation, json]) => [JSON.parse(`"${notation}"`) as string, json]));
}

/** A trial may have less than a run, never more. */
function lower(limits: Limits, wanted: LowerableLimits): Limits {
  const { wallMs, cpuMs, fetches, outputBytes } = limits;
  return {
    ...limits,
    wallMs: Math.min(wallMs, wanted.wallMs ?? wallMs),
    cpuMs: Math.min(cpuMs, wanted.cpuMs ?? cpuMs),
    fetches: Math.min(fetches, wanted.fetches ?? fetches),
    outputBytes: Math.min(outputBytes, wanted.outputBytes ?? outputBytes),
  };
}

function refusal(problem: TrialRefusal['problem'], detail: string): TrialRefusal {
  return { problem, detail };
}
