import { readComparedRuns, readComparisons, type ComparisonKey } from '@upshot/ledger/comparisons/read';
import { cancelComparison as cancel } from '@upshot/ledger/comparisons/work';
import type { Database } from '@upshot/ledger/connect';
import { Problem } from '@upshot/shared/problem';
import { Type } from 'typebox';
import { defineEndpoint } from '../http/endpoint.ts';
import { ownId } from '../http/schemas.ts';
import { integrationParams } from '../integrations/find-integration.ts';
import { requireScript } from '../script-versions/find-version.ts';
import {
  comparisonSchema,
  comparisonSummarySchema,
  describeComparedRun,
  describeProgress,
} from './comparison-schema.ts';

/** The path of one comparison. */
export const comparisonParams = Type.Object({ ...integrationParams.properties, comparison: ownId });

/** The comparisons of an integration that are kept. */
export function listComparisons(database: Database) {
  return defineEndpoint({
    operationId: 'listComparisons',
    summary: 'List comparisons',
    description: 'The newest first. They are kept for a day, and the last 20 of a project.',
    tag: 'integrations',
    params: integrationParams,
    answers: { 200: { description: 'The comparisons.', schema: Type.Array(comparisonSummarySchema) } },
    problems: ['integration_not_found'],
    async handle({ params }) {
      await requireScript(database, params);
      return (await readComparisons(database, params)).map(describeProgress);
    },
  });
}

/** One comparison. */
export function getComparison(database: Database) {
  return defineEndpoint({
    operationId: 'getComparison',
    summary: 'Follow a comparison',
    tag: 'integrations',
    params: comparisonParams,
    answers: { 200: { description: 'How far it has come, and what was found.', schema: comparisonSchema } },
    problems: ['comparison_not_found'],
    handle: async ({ params }) => await readComparison(database, params),
  });
}

/** Ends a comparison. */
export function cancelComparison(database: Database) {
  return defineEndpoint({
    operationId: 'cancelComparison',
    summary: 'Cancel a comparison',
    description: 'What was compared stays. May be repeated; one that has ended stays as it is.',
    tag: 'integrations',
    params: comparisonParams,
    answers: { 200: { description: 'The comparison as it is now.', schema: comparisonSchema } },
    problems: ['comparison_not_found'],
    async handle({ params }) {
      await cancel(database, params);
      return await readComparison(database, params);
    },
  });
}

/** Reads a comparison with its runs; throws the problem `comparison_not_found`. */
export async function readComparison(database: Database, key: ComparisonKey) {
  const [found] = await readComparisons(database, key);
  if (found === undefined) throw comparisonNotFound(key);
  const runs = await readComparedRuns(database, key.comparison);
  return { ...describeProgress(found), runs: runs.map(describeComparedRun) };
}

export function comparisonNotFound({ integration, comparison }: ComparisonKey): Problem {
  return new Problem(
    'comparison_not_found',
    `Integration "${integration}" has no comparison "${comparison}".`,
  );
}
