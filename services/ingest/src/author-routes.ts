import type { Database } from '@upshot/ledger/connect';
import type { TrialQueue } from '@upshot/runtime/trial-queue';
import type { KeyRing } from '@upshot/secrets/seal';
import { postComparison } from './comparisons/post-comparison.ts';
import { promoteComparison } from './comparisons/promote-comparison.ts';
import { cancelComparison, getComparison, listComparisons } from './comparisons/read-comparisons.ts';
import { getExport } from './declared/get-export.ts';
import { postApply } from './declared/post-apply.ts';
import type { IngestEvents } from './events.ts';
import type { Link } from './http/paging/link.ts';
import type { Route } from './http/route.ts';
import type { IntegrationTools } from './integrations/integration-tools.ts';
import { pingIntegration } from './integrations/ping-integration.ts';
import { previewFilter } from './integrations/preview-filter.ts';
import { getCassette } from './recordings/get-cassette.ts';
import { getRecording, putRecording } from './recordings/recording.ts';
import { getVersion } from './script-versions/get-version.ts';
import { listVersions } from './script-versions/list-versions.ts';
import { postVersion, rollBackVersion } from './script-versions/post-version.ts';
import { getScriptApi, getScriptTypes } from './scripts/get-script-api.ts';
import { lintScript } from './scripts/lint-script.ts';
import type { ScriptLinter } from './scripts/script-linter.ts';
import { getTrial, runScript, testIntegration } from './trials/run-script.ts';
import { getStoredValue, listStorage } from './storage/read-storage.ts';
import { deleteStoredValue, importStorage, putStoredValue } from './storage/write-storage.ts';
import type { Trials } from './trials/trials.ts';

interface AuthorParts {
  readonly database: Database;
  readonly ring: KeyRing;
  readonly events: IngestEvents;
  readonly wake: (lanes: readonly string[]) => void;
  readonly trials: TrialQueue;
}

interface AuthorTools {
  readonly integrations: IntegrationTools;
  readonly linter: ScriptLinter;
  readonly trials: Trials;
  readonly link: Link;
}

const project = '/api/projects/:project';
const integration = `${project}/integrations/:integration`;
const comparison = `${integration}/comparisons/:comparison`;
const version = `${integration}/versions/:version`;
const storage = `${integration}/storage`;

/**
 * What the tools of authors ask: versions of scripts, what they store, integrations as
 * files, cassettes of runs, trials.
 */
export function authorRoutes(
  { database, ring, events, wake, trials: queue }: AuthorParts,
  { integrations: tools, linter, trials, link }: AuthorTools,
): readonly Route[] {
  const comparisons = { database, tools, link, wake: queue.wake };
  return [
    ['GET', `${integration}/versions`, 'reader', listVersions(database)],
    ['POST', `${integration}/versions`, 'admin', postVersion(database, tools)],
    ['GET', version, 'reader', getVersion(database)],
    ['POST', `${version}/rollback`, 'admin', rollBackVersion(database)],

    ['GET', storage, 'reader', listStorage(database, ring)],
    ['PUT', storage, 'admin', importStorage(database, ring)],
    ['GET', `${storage}/:key`, 'reader', getStoredValue(database, ring)],
    ['PUT', `${storage}/:key`, 'admin', putStoredValue(database, ring)],
    ['DELETE', `${storage}/:key`, 'admin', deleteStoredValue(database, ring)],

    ['POST', `${integration}/ping`, 'maintainer', pingIntegration(database, wake)],
    ['POST', `${project}/filter-preview`, 'reader', previewFilter(database)],
    ['POST', `${project}/apply`, 'admin', postApply(database, tools, wake)],
    ['GET', `${project}/export`, 'reader', getExport(database)],

    ['GET', `${integration}/recording`, 'reader', getRecording(database)],
    ['PUT', `${integration}/recording`, 'admin', putRecording(database)],
    ['GET', `${project}/runs/:run/cassette`, 'admin', getCassette(database, ring, events)],

    ['POST', `${project}/scripts::lint`, 'reader', lintScript(database, linter)],
    ['POST', `${project}/scripts::run`, 'maintainer', runScript(database, trials, tools)],
    ['POST', `${integration}/test`, 'maintainer', testIntegration(database, trials, tools)],
    ['GET', `${project}/trials/:trial`, 'maintainer', getTrial(trials)],
    ['POST', `${integration}/comparisons`, 'admin', postComparison(comparisons)],
    ['GET', `${integration}/comparisons`, 'maintainer', listComparisons(database)],
    ['GET', comparison, 'maintainer', getComparison(database)],
    ['POST', `${comparison}/promote`, 'admin', promoteComparison(database)],
    ['POST', `${comparison}/cancel`, 'maintainer', cancelComparison(database)],
    ['GET', '/api/script-api.json', 'anyone', getScriptApi()],
    ['GET', '/api/script-api.d.ts', 'anyone', getScriptTypes()],
  ];
}
