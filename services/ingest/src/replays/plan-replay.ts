import type { Database } from '@upshot/ledger/connect';
import { newId } from '@upshot/shared/id';
import { findCalled } from '@upshot/shared/integration';
import { Problem } from '@upshot/shared/problem';
import {
  createIntegrationCache,
  type MatchableIntegration,
  type ProjectIntegrations,
} from '../activities/integration-cache.ts';
import { pickLane } from '../activities/plan-runs.ts';
import { withDocuments } from '../activities/with-documents.ts';
import { projectNotFound } from '../projects/find-project.ts';
import {
  findActivities,
  findNamedActivities,
  type ReplayableActivity,
} from '@upshot/ledger/replays/find-activities';
import { findPreviousRuns, type PreviousRun } from '@upshot/ledger/replays/previous-runs';
import type { Selection } from '@upshot/ledger/replays/selection';
import type { ReplayRun } from '@upshot/ledger/replays/write';
import { noIntegrations } from './no-integrations.ts';
import { pairUp, type ReplayPair } from './pair-up.ts';
import { refuseTooMuch } from './refuse-too-much.ts';
import type { ReplayRequest } from './read-replay.ts';

/** What a replay will do, as long as the project is at `revision`. */
export interface ReplayPlan {
  readonly revision: string;
  /** In the order in which their activities were recorded. */
  readonly runs: readonly ReplayRun[];
  /** More matched than the request's limit. */
  readonly isTruncated: boolean;
}

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
  for await (const activities of selectActivities(database, project, request.selection, integrations)) {
    for await (const documented of withDocuments(database, project, activities, integrations)) {
      for await (const pairs of pairUp(documented, integrations))
        yield pairs.length === 0 ? [] : await planPairs(database, project, request, pairs);
      yield [];
    }
  }
}

/** Throws the problem `activity_not_found` over named activities that are not there, before any is returned. */
async function* selectActivities(
  database: Database,
  project: string,
  selection: Selection,
  integrations: readonly MatchableIntegration[],
): AsyncGenerator<readonly ReplayableActivity[]> {
  if (selection.kind === 'filter') {
    yield* findActivities(database, { project, conditions: selection, integrations });
    return;
  }
  const activities = await findNamedActivities(database, project, selection);
  const found = new Set(activities.map(({ id }) => id));
  const missing = selection.ids.filter((id) => !found.has(id));
  if (missing.length > 0) throw notFound(project, missing, selection.states);
  yield activities;
}

const MAX_NAMED = 20;

function notFound(project: string, ids: readonly string[], states: readonly string[] | undefined): Problem {
  const named = ids.slice(0, MAX_NAMED).map((id) => `"${id}"`);
  const more = ids.length > MAX_NAMED ? `, nor ${ids.length - MAX_NAMED} more` : '';
  const inState = states === undefined ? '' : ` in state ${states.join(' or ')}`;
  const detail = `Project "${project}" has no activity ${named.join(' or ')}${more}${inState}. Nothing was replayed.`;
  return new Problem('activity_not_found', detail);
}

async function readProject(database: Database, id: string): Promise<ProjectIntegrations> {
  const project = (await createIntegrationCache(database).read([id])).get(id);
  if (project === undefined) throw projectNotFound(id);
  return project;
}

function chooseIntegrations(
  integrations: readonly MatchableIntegration[],
  project: string,
  called: readonly string[] | undefined,
): readonly MatchableIntegration[] {
  if (called === undefined) return integrations;
  const chosen = new Map(called.map((text) => [text, findCalled(integrations, text)]));
  const unknown = [...chosen].filter(([, found]) => found === undefined).map(([text]) => text);
  if (unknown.length > 0) throw noIntegrations(project, unknown);
  const wanted = new Set(chosen.values());
  return integrations.filter((integration) => wanted.has(integration));
}

async function planPairs(
  database: Database,
  project: string,
  request: ReplayRequest,
  pairs: readonly ReplayPair[],
): Promise<readonly ReplayRun[]> {
  const previousRuns = await findPreviousRuns(database, project, pairs);
  return pairs
    .map((pair, ordinal) => planRun(pair, previousRuns.get(ordinal), request))
    .filter(({ previous }) => isWanted(previous, request));
}

function planRun(pair: ReplayPair, previous: PreviousRun | undefined, { script }: ReplayRequest): ReplayRun {
  const scriptVersion = script === 'original' ? (previous?.scriptVersion ?? undefined) : undefined;
  return { ...pair, id: newId(), lane: pickLane(pair.integration), previous, scriptVersion };
}

function isWanted(previous: PreviousRun | undefined, { selection }: ReplayRequest): boolean {
  if (selection.kind === 'named') return true;
  if (selection.isUnanswered === true) return previous === undefined;
  if (selection.outcomes === undefined) return true;
  return selection.outcomes.some((outcome) => outcome === previous?.outcome);
}
