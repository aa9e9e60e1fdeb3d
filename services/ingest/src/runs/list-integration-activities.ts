import type { ActivityState } from '@upshot/shared/activity';
import type { Database } from '@upshot/ledger/connect';
import { outcomes, type Outcome } from '@upshot/shared/outcome';
import { Type } from 'typebox';
import {
  activityListQuery,
  pagingDescription,
  type ActivityListQuery,
} from '../activities/activity-list-query.ts';
import { defineEndpoint } from '../http/endpoint.ts';
import type { Link } from '../http/paging/link.ts';
import { linkNextPage } from '../http/paging/cursor.ts';
import { readPageBound } from '../http/paging/read-page-bound.ts';
import { findIntegration, integrationParams } from '../integrations/find-integration.ts';
import { describeRunAsActivity, runActivitySchema } from './run-as-activity.ts';
import type { RunFilter, RunStage } from '@upshot/ledger/runs/conditions';
import { listRuns } from '@upshot/ledger/runs/list';

/** Lists an integration's runs as activities, newest first. */
export function listIntegrationActivities(database: Database, link: Link) {
  return defineEndpoint({
    operationId: 'listIntegrationActivities',
    summary: "List an integration's runs as activities",
    description: `Newest first. The same filters as for activities. ${pagingDescription}`,
    tag: 'integrations',
    openTo: 'limited portals',
    params: integrationParams,
    query: activityListQuery,
    answers: { 200: { description: 'The runs.', schema: Type.Array(runActivitySchema), isPaged: true } },
    problems: ['integration_not_found'],
    async handle({ params, query, request }, reply) {
      const { type } = await findIntegration(database, params);
      if (query.type !== undefined && !query.type.includes(`integration.${type}`)) return [];
      const filter = { ...params, ...toRunFilter(query) };
      const { rows, next } = await listRuns(database, filter, readPageBound(query, 'id'), {
        count: query.count ?? 25,
      });
      linkNextPage(request, reply, next);
      return rows.map((run) => describeRunAsActivity(run, link));
    },
  });
}

function toRunFilter({ state, result }: ActivityListQuery): Pick<RunFilter, 'stages' | 'outcomes'> {
  return {
    stages: state?.flatMap((name) => stageOf[name]),
    outcomes: result?.flatMap((name) => outcomesOf[name]),
  };
}

const stageOf: { readonly [S in ActivityState]: readonly RunStage[] } = {
  pending: ['waiting'],
  in_progress: ['begun'],
  complete: ['finished'],
  cancelled: ['cancelled'],
  scheduled: [],
  staged: [],
};

const outcomesOf: { readonly success: readonly Outcome[]; readonly failure: readonly Outcome[] } = {
  success: ['succeeded'],
  failure: outcomes.filter((outcome) => outcome !== 'succeeded'),
};
