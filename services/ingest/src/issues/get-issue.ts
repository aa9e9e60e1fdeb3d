import type { Database } from '@upshot/ledger/connect';
import { findFailedActivities } from '@upshot/ledger/issues/activities';
import { Type } from 'typebox';
import { integrationsOf } from '../http/access.ts';
import { defineEndpoint } from '../http/endpoint.ts';
import { findIssue } from './find-issue.ts';
import { describeIssue, issueParams, issueRangeQuery, issueSchema } from './issue-schema.ts';
import { readIssueRange } from './read-range.ts';

/** A replay takes as many. */
const MAX_ACTIVITIES = 1000;

/** Answers an issue, with what to replay once it is fixed. */
export function getIssue(database: Database) {
  return defineEndpoint({
    operationId: 'getIssue',
    summary: 'Read an issue',
    tag: 'runs',
    openTo: 'limited portals',
    params: issueParams,
    query: Type.Object(issueRangeQuery),
    answers: {
      200: {
        description: 'The issue.',
        schema: Type.Object({
          ...issueSchema.properties,
          activities: Type.Array(Type.String(), {
            description: `To replay: failed so, without success since. The newest first, ${MAX_ACTIVITIES} at most.`,
          }),
          more_activities: Type.Boolean({ description: 'There are more.' }),
        }),
      },
    },
    problems: ['issue_not_found'],
    async handle({ params, query, caller }) {
      const key = { ...params, ...readIssueRange(query), integrations: integrationsOf(caller) };
      const issue = await findIssue(database, key);
      const range = { ...key, integration: issue.integration_id };
      const failed = await findFailedActivities(database, range, params.issue, MAX_ACTIVITIES);
      return { ...describeIssue(issue), activities: [...failed.ids], more_activities: failed.isTruncated };
    },
  });
}
