import type { Database } from '@upshot/ledger/connect';
import { countRuns as readCounts, countRunsOverTime, countedBy } from '@upshot/ledger/runs/count';
import { toTimestamp } from '@upshot/shared/timestamp';
import { Type } from 'typebox';
import { defineEndpoint } from '../http/endpoint.ts';
import { timestamp, projectId } from '../http/schemas.ts';
import { invalid } from '../http/validate.ts';
import { requireProject } from '../projects/find-project.ts';
import { readRunFilter, runFilterQuery } from './run-filter.ts';

const DAY_MS = 86_400_000;
const MAX_BUCKETS = 500;

const countsSchema = Type.Object({
  from: timestamp,
  to: timestamp,
  total: Type.Integer(),
  counts: Type.Array(
    Type.Object({
      by: Type.Enum([...countedBy]),
      key: Type.Union([Type.String(), Type.Null()], {
        description: 'An outcome (or pending), the id of an integration, a type of activity, or a version.',
      }),
      count: Type.Integer(),
    }),
  ),
  buckets: Type.Array(Type.Object({ at: timestamp, outcome: Type.String(), count: Type.Integer() }), {
    description:
      'By outcome, in stretches of bucket_seconds that begin at "at"; those without runs are left out.',
  }),
});

/** Counts the runs that a filter matches. */
export function countRuns(database: Database) {
  return defineEndpoint({
    operationId: 'countRuns',
    summary: 'Count runs',
    description:
      'By outcome, integration, type and version, and over time; by created_at. Without `from`: of the last 24 hours.',
    tag: 'runs',
    openTo: 'limited portals',
    params: Type.Object({ project: projectId }),
    query: Type.Object({
      ...runFilterQuery,
      bucket_seconds: Type.Optional(
        Type.Integer({
          minimum: 1,
          maximum: 31_536_000,
          description: `At most ${MAX_BUCKETS} fit into the range (3600).`,
        }),
      ),
    }),
    answers: { 200: { description: 'The counts.', schema: countsSchema } },
    problems: ['project_not_found'],
    async handle({ params: { project }, query, caller }) {
      const asked = await readRunFilter(database, project, query, caller);
      const to = asked.to ?? new Date();
      const from = asked.from ?? new Date(to.getTime() - DAY_MS);
      const bucketMs = (query.bucket_seconds ?? 3600) * 1000;
      if ((to.getTime() - from.getTime()) / bucketMs > MAX_BUCKETS) {
        const message = `must cut the range into at most ${MAX_BUCKETS} stretches`;
        throw invalid([{ field: 'bucket_seconds', message }]);
      }
      const filter = { ...asked, from, to };
      const [counts, buckets] = await Promise.all([
        readCounts(database, filter),
        countRunsOverTime(database, filter, bucketMs),
      ]);
      if (counts.length === 0) await requireProject(database, project);
      const total = counts.reduce((sum, { by, count }) => sum + (by === 'outcome' ? count : 0), 0);
      return {
        from: toTimestamp(from),
        to: toTimestamp(to),
        total,
        counts: [...counts],
        buckets: buckets.map(({ at, outcome, count }) => ({ at: toTimestamp(at), outcome, count })),
      };
    },
  });
}
