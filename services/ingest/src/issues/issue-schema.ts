import { issueStates, PARTS, type Issue } from '@upshot/ledger/issues/list';
import { outcomes } from '@upshot/shared/outcome';
import { toTimestamp, toTimestampOrNull } from '@upshot/shared/timestamp';
import { Type } from 'typebox';
import { ownId, projectId, timestamp, timestampOrNull } from '../http/schemas.ts';
import { timeInQuery } from '../http/time-in-query.ts';

const textOrNull = Type.Union([Type.String(), Type.Null()]);
const integerOrNull = Type.Union([Type.Integer(), Type.Null()]);

export const issueState = Type.Enum([...issueStates]);

export const issueParams = Type.Object({ project: projectId, issue: ownId });

export const issueRangeQuery = {
  from: timeInQuery('Failed at this time or later (seven days ago).'),
  to: timeInQuery('Failed before this time (now).'),
};

/** Failures that look alike. */
export const issueSchema = Type.Object({
  id: Type.String(),
  state: issueState,
  reopened: Type.Boolean({ description: 'It was resolved, and failed again.' }),
  state_changed_at: timestampOrNull,
  state_changed_by: Type.Union([Type.String(), Type.Null()], { description: 'The id of the token.' }),
  integration: Type.String(),
  integration_name: Type.String(),
  integration_type: Type.String(),
  outcome: Type.Enum([...outcomes]),
  error_name: textOrNull,
  http_status: integerOrNull,
  line: Type.Union([Type.Integer(), Type.Null()], { description: 'Of the script.' }),
  pattern: Type.String({ description: 'The message without quoted parts, numbers and ids.' }),
  message: Type.Union([Type.String(), Type.Null()], { description: 'Of that sample, its beginning.' }),
  last_run: Type.String({ description: 'A sample: the run that failed last.' }),
  count: Type.Integer({ description: 'How many runs failed so in the range.' }),
  first_seen: timestamp,
  last_seen: timestamp,
  started_with_version: Type.Union([Type.Integer(), Type.Null()], {
    description: 'The version of the script that failed so first, where that version was made in the range.',
  }),
  parts: Type.Array(Type.Integer(), {
    description: `How many runs failed so in each of ${PARTS} equal parts of the range.`,
  }),
});

/** An issue as the API shows it. */
export function describeIssue(issue: Issue) {
  const { is_reopened: reopened, integration_id: integration, error_line: line, parts, ...rest } = issue;
  return {
    ...rest,
    reopened,
    integration,
    line,
    outcome: issue.outcome as (typeof outcomes)[number],
    state_changed_at: toTimestampOrNull(issue.state_changed_at),
    first_seen: toTimestamp(issue.first_seen),
    last_seen: toTimestamp(issue.last_seen),
    parts: [...parts],
  };
}
