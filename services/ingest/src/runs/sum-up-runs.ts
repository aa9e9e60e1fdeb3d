import type { Database } from '@upshot/ledger/connect';
import { sumUpRuns as readSums } from '@upshot/ledger/runs/sum-up';
import { toTimestamp } from '@upshot/shared/timestamp';
import { Type } from 'typebox';
import { defineEndpoint } from '../http/endpoint.ts';
import { projectId, timestamp } from '../http/schemas.ts';
import { requireProject } from '../projects/find-project.ts';
import { readRunFilter, runFilterQuery } from './run-filter.ts';

const DAY_MS = 86_400_000;

/** The finished runs of one integration. */
export const runSumsSchema = Type.Object({
  integration: Type.String(),
  runs: Type.Integer(),
  failed: Type.Integer({ description: 'Neither succeeded nor cancelled.' }),
  p95_ms: Type.Union([Type.Number(), Type.Null()], {
    description: 'The duration that 95 % of the last attempts did not exceed.',
  }),
  parts: Type.Array(Type.Integer(), { description: 'How many runs each part of the range has.' }),
});

const sumsSchema = Type.Object({
  from: timestamp,
  to: timestamp,
  integrations: Type.Array(runSumsSchema, { description: 'Those with finished runs.' }),
});

/** Sums up the finished runs that a filter matches, by integration. */
export function sumUpRuns(database: Database) {
  return defineEndpoint({
    operationId: 'sumUpRuns',
    summary: 'Sum up finished runs by integration',
    description:
      'How many, how many failed, how long they took, and when; by created_at. Without `from`: of the last 24 hours.',
    tag: 'runs',
    openTo: 'limited portals',
    params: Type.Object({ project: projectId }),
    query: Type.Object({
      ...runFilterQuery,
      parts: Type.Optional(
        Type.Integer({ minimum: 1, maximum: 100, description: 'Into how many parts to cut the range (24).' }),
      ),
    }),
    answers: { 200: { description: 'The sums.', schema: sumsSchema } },
    problems: ['project_not_found'],
    async handle({ params: { project }, query, caller }) {
      const asked = await readRunFilter(database, project, query, caller);
      const to = asked.to ?? new Date();
      const from = asked.from ?? new Date(to.getTime() - DAY_MS);
      const sums = await readSums(database, { ...asked, from, to }, query.parts ?? 24);
      if (sums.length === 0) await requireProject(database, project);
      return {
        from: toTimestamp(from),
        to: toTimestamp(to),
        integrations: sums.map(({ p95Ms, parts, ...sum }) => ({ ...sum, p95_ms: p95Ms, parts: [...parts] })),
      };
    },
  });
}
