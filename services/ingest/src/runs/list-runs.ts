import type { Database } from '@upshot/ledger/connect';
import { listRuns as readRuns, type RunDetail } from '@upshot/ledger/runs/list';
import type { RunRow } from '@upshot/ledger/runs/run-row';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type, type Static } from 'typebox';
import type { Caller } from '../http/access.ts';
import { defineEndpoint } from '../http/endpoint.ts';
import { cursor, linkNextPage } from '../http/paging/cursor.ts';
import { readPageBound } from '../http/paging/read-page-bound.ts';
import { count, projectId } from '../http/schemas.ts';
import { requireProject } from '../projects/find-project.ts';
import { describeRun, describeRunInShort } from './describe-run.ts';
import { readRunFilter, runFilterQuery } from './run-filter.ts';
import { runSchema, runSummarySchema } from './run-schema.ts';

const query = Type.Object({
  ...runFilterQuery,
  starts_at: Type.Optional(
    Type.String({
      description:
        'created_at not later than this; for the next page, that of the last run. Or seconds since 1970.',
    }),
  ),
  cursor: Type.Optional(cursor),
  count: Type.Optional(count),
});

const paging =
  'A page never ends between runs of one `created_at`: it is longer than `count` instead, up to 1000. While more ' +
  'follows, the header `Link` names the next page.';

const shared = {
  tag: 'runs',
  params: Type.Object({ project: projectId }),
  query,
  problems: ['project_not_found'],
} as const;

/** Lists runs, newest first. */
export function listRuns(database: Database) {
  return defineEndpoint({
    ...shared,
    operationId: 'listRuns',
    openTo: 'limited portals',
    summary: 'List runs',
    description:
      'By created_at, newest first, with the outcome of the latest attempt. `outcome`, `type` and `activity_state` ' +
      `may be repeated. ${paging}`,
    answers: { 200: { description: 'The runs.', schema: Type.Array(runSchema), isPaged: true } },
    async handle({ params: { project }, query: asked, caller, request }, reply) {
      return (await readPage(database, { project, asked, caller, request, reply }, 'whole')).map(describeRun);
    },
  });
}

/** Lists runs in short: a page of fifty takes a few kilobytes, also where scripts print a lot. */
export function listRunSummaries(database: Database) {
  return defineEndpoint({
    ...shared,
    operationId: 'listRunSummaries',
    openTo: 'limited portals',
    summary: 'List runs in short',
    description: `The same runs as of \`GET …/runs\`, with the first line of the output alone. ${paging}`,
    answers: { 200: { description: 'The runs.', schema: Type.Array(runSummarySchema), isPaged: true } },
    async handle({ params: { project }, query: asked, caller, request }, reply) {
      return (await readPage(database, { project, asked, caller, request, reply }, 'summary')).map(
        describeRunInShort,
      );
    },
  });
}

interface Page {
  readonly project: string;
  readonly asked: Static<typeof query>;
  readonly caller: Caller | undefined;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

async function readPage(
  database: Database,
  { project, asked, caller, request, reply }: Page,
  detail: RunDetail,
): Promise<readonly RunRow[]> {
  const filter = await readRunFilter(database, project, asked, caller);
  const bound = readPageBound(asked, 'id');
  const { rows, next } = await readRuns(database, filter, bound, { count: asked.count ?? 25, detail });
  if (rows.length === 0) await requireProject(database, project);
  linkNextPage(request, reply, next);
  return rows;
}
