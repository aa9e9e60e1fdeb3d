import { findActivity } from '@upshot/ledger/activities/find';
import type { Database } from '@upshot/ledger/connect';
import { readCurrentIntegration, readScriptProject } from '@upshot/ledger/integrations/read-current';
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
  const activity = await readActivity(source, request);
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
    limits: lower(source.limits, request.limits),
    owner: { projectId: request.project, integrationId: `trial ${request.integration ?? ''}` },
    yields: true,
    maxHintLength: MAX_HINT_LENGTH,
  };
}

async function readActivity({ database }: TrialSource, { project, activity }: TrialRequest) {
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
  return { script: 'source' in script ? script.source : row.source, project: text, variables, secrets };
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
