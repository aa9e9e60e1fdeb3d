import { listFacts, type RecordedFacts } from '@upshot/ledger/activities/facts';
import type { Database } from '@upshot/ledger/connect';
import { filterFields } from '@upshot/integrations/filter-fields';
import { anyComplete } from '@upshot/integrations/filter-rules';
import { findSkipReason, type ActivityFilter, type SkipReason } from '@upshot/shared/integration';
import { Type } from 'typebox';
import { withDocuments } from '../activities/with-documents.ts';
import { defineEndpoint } from '../http/endpoint.ts';
import { projectId } from '../http/schemas.ts';
import { invalid } from '../http/validate.ts';
import { requireProject } from '../projects/find-project.ts';
import { findConditionFaults } from './require-fields.ts';
import { groupByField, reasonsSchema, type Skipped } from './skip-reasons.ts';
import { warnAboutFilter } from './warn-about-filter.ts';

const { concurrency: _concurrency, max_per_second: _rate, burst: _burst, ...filter } = filterFields;

const last = Type.Optional(
  Type.Integer({ minimum: 1, maximum: 1000, description: 'How many activities; 1,000 by default.' }),
);

/** What a filter would have matched. */
export const previewSchema = Type.Object({
  activities: Type.Integer({ description: 'How many were looked at, each state of an activity by itself.' }),
  matched: Type.Integer(),
  types: Type.Array(Type.Object({ type: Type.String(), count: Type.Integer() }), {
    description: 'Of those that match, the most frequent first.',
  }),
  reasons: reasonsSchema,
  warnings: Type.Array(Type.String()),
});

/** Answers which of the last activities a filter would have matched, and why not the others. */
export function previewFilter(database: Database) {
  return defineEndpoint({
    operationId: 'previewFilter',
    summary: 'Tell which of the last activities a filter would have matched',
    description:
      'By the rule that matches new activities. What is left out matches as in a new integration that names its ' +
      'events: everything complete.',
    tag: 'integrations',
    isAudited: false,
    params: Type.Object({ project: projectId }),
    body: Type.Object({ ...filter, last }, { additionalProperties: false }),
    answers: { 200: { description: 'What it would have matched.', schema: previewSchema } },
    problems: ['project_not_found'],
    async handle({ params: { project }, body: { last: count = 1000, ...given } }) {
      await requireProject(database, project);
      const faults = findConditionFaults(given);
      if (faults.length > 0) throw invalid(faults);
      const wanted = { ...anyComplete, ...given };
      const facts = await listFacts(database, project, count);
      const verdicts = await decide(database, project, facts, wanted);
      const skipped = verdicts.flatMap(({ activity, reason }): Skipped[] =>
        reason === undefined ? [] : [{ ...activity, activity: activity.id, reason }],
      );
      const matched = verdicts.flatMap(({ activity, reason }) => (reason === undefined ? [activity] : []));
      return {
        activities: verdicts.length,
        matched: matched.length,
        types: countTypes(matched),
        reasons: groupByField(skipped),
        warnings: warnAboutFilter(wanted),
      };
    },
  });
}

async function decide(
  database: Database,
  project: string,
  facts: readonly RecordedFacts[],
  wanted: ActivityFilter,
) {
  const verdicts: { readonly activity: RecordedFacts; readonly reason: SkipReason | undefined }[] = [];
  for await (const documented of withDocuments(database, project, facts, [wanted])) {
    for (const { activity, findRefusal } of documented)
      verdicts.push({ activity, reason: findSkipReason(wanted, activity, findRefusal) });
  }
  return verdicts;
}

function countTypes(matched: readonly RecordedFacts[]) {
  const groups = Map.groupBy(matched, ({ type }) => type);
  return [...groups]
    .map(([type, { length: count }]) => ({ type, count }))
    .toSorted((a, b) => b.count - a.count);
}
