import type { Database } from '@upshot/ledger/connect';
import { resolveIntegration } from '@upshot/ledger/integrations/resolve';
import { Type } from 'typebox';
import { activityId } from '../activities/activity-schema.ts';
import { defineEndpoint } from '../http/endpoint.ts';
import { cursor, linkNextPage } from '../http/paging/cursor.ts';
import { readPageBound } from '../http/paging/read-page-bound.ts';
import { count, integrationId, projectId } from '../http/schemas.ts';
import { requireProject } from '../projects/find-project.ts';
import { describeRun } from './describe-run.ts';
import { outcome, runSchema } from './run-schema.ts';
import { listRuns as readRuns } from '@upshot/ledger/runs/list';

/** Lists runs, newest first. */
export function listRuns(database: Database) {
  return defineEndpoint({
    operationId: 'listRuns',
    summary: 'List runs',
    description:
      'By created_at, newest first, with the outcome of the latest attempt. `outcome` may be repeated. A page never ' +
      'ends between runs of one `created_at`: it is longer than `count` instead, up to 1000. While more follows, the ' +
      'header `Link` names the next page.',
    tag: 'runs',
    params: Type.Object({ project: projectId }),
    query: Type.Object({
      activity: Type.Optional(activityId),
      integration: Type.Optional(integrationId),
      outcome: Type.Optional(Type.Array(outcome)),
      starts_at: Type.Optional(
        Type.String({
          description:
            'created_at not later than this; for the next page, that of the last run. Or seconds since 1970.',
        }),
      ),
      cursor: Type.Optional(cursor),
      count: Type.Optional(count),
    }),
    answers: { 200: { description: 'The runs.', schema: Type.Array(runSchema), isPaged: true } },
    problems: ['project_not_found'],
    async handle({ params: { project }, query, request }, reply) {
      const { activity, outcome: outcomes } = query;
      const integration =
        query.integration === undefined
          ? undefined
          : await resolveIntegration(database, project, query.integration);
      const filter = { project, activity, integration, outcomes };
      const { rows, next } = await readRuns(database, filter, readPageBound(query, 'id'), query.count ?? 25);
      if (rows.length === 0) await requireProject(database, project);
      linkNextPage(request, reply, next);
      return rows.map(describeRun);
    },
  });
}
