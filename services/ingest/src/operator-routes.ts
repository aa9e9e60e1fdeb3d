import type { Database } from '@upshot/ledger/connect';
import { listChanges, listProjectChanges } from './audit/list-changes.ts';
import type { QueueState } from '@upshot/runtime/redis-check';
import type { Route } from './http/route.ts';
import { getHealthReport } from './health-report/get-health-report.ts';
import { getIssue } from './issues/get-issue.ts';
import { listIssues } from './issues/list-issues.ts';
import { updateIssue } from './issues/update-issue.ts';
import { listLanes } from './lanes/list-lanes.ts';
import { locateId } from './projects/locate-id.ts';
import { getStorageUsage } from './retention/get-storage-usage.ts';
import { getRetentionRun } from './retention/get-retention-run.ts';
import { listRetentionRuns } from './retention/list-retention-runs.ts';
import { postRetentionRun } from './retention/post-retention-run.ts';
import { getProjectRetention, putProjectRetention } from './retention/project-retention.ts';
import { getScaling } from './scaling/get-scaling.ts';
import { listSavedQueries } from './sql/list-saved-queries.ts';
import { runSql } from './sql/run-sql.ts';
import { drainWorker, resumeWorker } from './workers/drain-worker.ts';
import { getWorker, listWorkers } from './workers/read-workers.ts';

interface OperatorParts {
  readonly database: Database;
  readonly readQueueState: () => Promise<QueueState>;
  readonly healthWorkersMs: number;
  readonly readerUrl: string | undefined;
}

const project = '/api/projects/:project';

/** What operators ask: how long data is kept, the log as SQL, who does the work, what waits, who changed what. */
export function operatorRoutes(parts: OperatorParts): readonly Route[] {
  const { database, readerUrl } = parts;
  return [
    ['GET', `${project}/retention`, 'reader', getProjectRetention(database)],
    ['PUT', `${project}/retention`, 'operator', putProjectRetention(database)],
    ['GET', '/api/retention-runs', 'operator', listRetentionRuns(database)],
    ['POST', '/api/retention-runs', 'operator', postRetentionRun(database)],
    ['GET', '/api/retention-runs/:run', 'operator', getRetentionRun(database)],

    ['GET', `${project}/issues`, 'reader', listIssues(database)],
    ['GET', `${project}/issues/:issue`, 'reader', getIssue(database)],
    ['PATCH', `${project}/issues/:issue`, 'maintainer', updateIssue(database)],

    ['GET', '/api/ids/:id', 'reader', locateId(database)],
    ['GET', '/api/storage-usage', 'monitor', getStorageUsage(database)],

    ['POST', '/api/sql', 'operator', runSql(readerUrl)],
    ['GET', '/api/sql/saved', 'operator', listSavedQueries()],

    ['GET', '/api/audit', 'operator', listChanges(database)],
    ['GET', `${project}/audit`, 'admin', listProjectChanges(database)],

    ['GET', '/api/health-report', 'monitor', getHealthReport(parts)],
    ['GET', '/api/scaling', 'monitor', getScaling(database)],
    ['GET', '/api/lanes', 'monitor', listLanes(database)],
    ['GET', '/api/workers', 'monitor', listWorkers(database)],
    ['GET', '/api/workers/:worker', 'monitor', getWorker(database)],
    ['POST', '/api/workers/:worker/drain', 'operator', drainWorker(database)],
    ['POST', '/api/workers/:worker/resume', 'operator', resumeWorker(database)],
  ];
}
