import type { Database } from '@upshot/ledger/connect';
import { resolveIntegration } from '@upshot/ledger/integrations/resolve';
import { listIssues as readIssues } from '@upshot/ledger/issues/list';
import { toTimestamp } from '@upshot/shared/timestamp';
import { Type } from 'typebox';
import { integrationsOf } from '../http/access.ts';
import { defineEndpoint } from '../http/endpoint.ts';
import { count, integrationId, projectId, timestamp } from '../http/schemas.ts';
import { requireProject } from '../projects/find-project.ts';
import { describeIssue, issueRangeQuery, issueSchema, issueState } from './issue-schema.ts';
import { readIssueRange } from './read-range.ts';

/** Lists failures, grouped by what they have in common. */
export function listIssues(database: Database) {
  return defineEndpoint({
    operationId: 'listIssues',
    summary: 'List issues',
    description:
      'Failed runs that look alike, the issue that failed last first: of one integration, with one error, line and ' +
      'message, numbers, ids and quoted parts left out. A resolved issue that fails again is open.',
    tag: 'runs',
    openTo: 'limited portals',
    params: Type.Object({ project: projectId }),
    query: Type.Object({
      ...issueRangeQuery,
      state: Type.Optional(Type.Array(issueState)),
      integration: Type.Optional(integrationId),
      count: Type.Optional(count),
    }),
    answers: {
      200: {
        description: 'The issues.',
        schema: Type.Object({
          from: timestamp,
          to: timestamp,
          truncated: Type.Boolean({ description: 'Only the newest 20,000 failures of the range count.' }),
          issues: Type.Array(issueSchema),
        }),
      },
    },
    problems: ['project_not_found'],
    async handle({ params: { project }, query, caller }) {
      const range = readIssueRange(query);
      const integration =
        query.integration === undefined
          ? undefined
          : await resolveIntegration(database, project, query.integration);
      const integrations = integrationsOf(caller);
      const filter = { project, ...range, integration, integrations, states: query.state };
      const { issues, isTruncated } = await readIssues(database, filter, query.count ?? 25);
      if (issues.length === 0) await requireProject(database, project);
      return {
        from: toTimestamp(range.from),
        to: toTimestamp(range.to),
        truncated: isTruncated,
        issues: issues.map(describeIssue),
      };
    },
  });
}
