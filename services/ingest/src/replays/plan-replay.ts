import type { Database } from '@upshot/ledger/connect';
import { newId } from '@upshot/shared/id';
import { findSkipReason } from '@upshot/shared/integration';
import { Problem } from '@upshot/shared/problem';
import {
  createIntegrationCache,
  type MatchableIntegration,
  type ProjectIntegrations,
} from '../activities/integration-cache.ts';
import { projectNotFound } from '../projects/find-project.ts';
import { findActivities, type ReplayableActivity } from './find-activities.ts';
import { findPreviousRuns, type Pair, type PreviousRun } from './find-previous-runs.ts';
import { refuseTooMuch } from './refuse-too-much.ts';
import type { ReplayRequest } from './read-replay.ts';

/** A run that a replay makes. */
interface ReplayRun extends Pair {
  readonly id: string;
  /** The run that it repeats; undefined when the integration had none for this activity. */
  readonly previous: PreviousRun | undefined;
  /** The version of the script that it must run; undefined for the current one. */
  readonly scriptVersion: number | undefined;
}

/** What a replay will do, as long as the project is at `revision`. */
export interface ReplayPlan {
  readonly revision: string;
  /** In the order in which their activities were recorded. */
  readonly runs: readonly ReplayRun[];
  /** More matched than the request's limit. */
  readonly isTruncated: boolean;
}

/** How many pairs are looked up at once. */
const CHUNK = 2000;

/**
 * Plans a run for every activity that is selected and integration that wants it now. Throws a problem when something
 * that the request names is not there, or when its filter covers more than can be searched in time.
 */
export async function planReplay(
  database: Database,
  project: string,
  request: ReplayRequest,
): Promise<ReplayPlan> {
  const { revision, integrations } = await readProject(database, project);
  const chosen = chooseIntegrations(integrations, project, request.integrations);
  const runs: ReplayRun[] = [];
  for await (const some of refuseTooMuch(planRuns(database, project, request, chosen))) {
    runs.push(...some);
    if (runs.length > request.limit)
      return { revision, runs: runs.slice(0, request.limit), isTruncated: true };
  }
  return { revision, runs, isTruncated: false };
}

/** Plans some runs at a time, perhaps none: between them the search can be given up. */
async function* planRuns(
  database: Database,
  project: string,
  request: ReplayRequest,
  integrations: readonly MatchableIntegration[],
): AsyncGenerator<readonly ReplayRun[]> {
  const search = findActivities(database, { project, selection: request.selection, integrations });
  for await (const activities of search) {
    for (const pairs of chunksOf(pairUp(activities, integrations)))
      yield await planPairs(database, project, request, pairs);
    yield [];
  }
}

async function readProject(database: Database, id: string): Promise<ProjectIntegrations> {
  const project = (await createIntegrationCache(database).read([id])).get(id);
  if (project === undefined) throw projectNotFound(id);
  return project;
}

function chooseIntegrations(
  integrations: readonly MatchableIntegration[],
  project: string,
  ids: readonly string[] | undefined,
): readonly MatchableIntegration[] {
  if (ids === undefined) return integrations;
  const known = new Set(integrations.map(({ id }) => id));
  const unknown = ids.filter((id) => !known.has(id)).map((id) => `"${id}"`);
  if (unknown.length > 0) {
    const detail = `Project "${project}" has no integration ${unknown.join(' or ')}. Nothing was replayed.`;
    throw new Problem('integration_not_found', detail);
  }
  return integrations.filter(({ id }) => ids.includes(id));
}

function* pairUp(
  activities: readonly ReplayableActivity[],
  integrations: readonly MatchableIntegration[],
): Generator<Pair> {
  for (const activity of activities) {
    for (const integration of integrations) {
      if (findSkipReason(integration, activity) === undefined) yield { activity, integration };
    }
  }
}

/** Thousands of activities and hundreds of integrations make more pairs than there should be at once. */
function* chunksOf(pairs: Iterable<Pair>): Generator<readonly Pair[]> {
  let chunk: Pair[] = [];
  for (const pair of pairs) {
    if (chunk.push(pair) < CHUNK) continue;
    yield chunk;
    chunk = [];
  }
  if (chunk.length > 0) yield chunk;
}

async function planPairs(
  database: Database,
  project: string,
  request: ReplayRequest,
  pairs: readonly Pair[],
): Promise<readonly ReplayRun[]> {
  const previousRuns = await findPreviousRuns(database, project, pairs);
  return pairs
    .map((pair, ordinal) => planRun(pair, previousRuns.get(ordinal), request))
    .filter(({ previous }) => isWanted(previous, request));
}

function planRun(pair: Pair, previous: PreviousRun | undefined, { script }: ReplayRequest): ReplayRun {
  const scriptVersion = script === 'original' ? (previous?.scriptVersion ?? undefined) : undefined;
  return { ...pair, id: newId(), previous, scriptVersion };
}

function isWanted(previous: PreviousRun | undefined, { selection }: ReplayRequest): boolean {
  if (selection.kind === 'named') return true;
  if (selection.isUnanswered === true) return previous === undefined;
  if (selection.outcomes === undefined) return true;
  return selection.outcomes.some((outcome) => outcome === previous?.outcome);
}
