import type { Database } from '@upshot/ledger/connect';
import { writeIssueState } from '@upshot/ledger/issues/write-state';
import { Type } from 'typebox';
import { integrationsOf } from '../http/access.ts';
import { defineEndpoint } from '../http/endpoint.ts';
import { findIssue } from './find-issue.ts';
import { describeIssue, issueParams, issueRangeQuery, issueSchema, issueState } from './issue-schema.ts';
import { readIssueRange } from './read-range.ts';

/** Says of an issue that it is known, fixed, or neither. */
export function updateIssue(database: Database) {
  return defineEndpoint({
    operationId: 'updateIssue',
    summary: 'Acknowledge, resolve or reopen an issue',
    description: 'A resolved issue is open again when a run fails so afterwards.',
    tag: 'runs',
    openTo: 'limited portals',
    params: issueParams,
    query: Type.Object(issueRangeQuery),
    body: Type.Object({ state: issueState }, { additionalProperties: false }),
    answers: { 200: { description: 'The issue.', schema: issueSchema } },
    problems: ['issue_not_found'],
    async handle({ params, query, body, caller }) {
      const key = { ...params, ...readIssueRange(query), integrations: integrationsOf(caller) };
      await findIssue(database, key);
      await writeIssueState(database, params, body.state, caller?.tokenId ?? 'bootstrap');
      return describeIssue(await findIssue(database, key));
    },
  });
}
