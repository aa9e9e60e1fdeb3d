import { listChanges as readChanges } from '@upshot/ledger/audit/list';
import type { Database } from '@upshot/ledger/connect';
import type { AuditRow } from '@upshot/ledger/tables';
import { toTimestamp } from '@upshot/shared/timestamp';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type, type Static } from 'typebox';
import { defineEndpoint } from '../http/endpoint.ts';
import { cursor, linkNextPage, readCursor } from '../http/paging/cursor.ts';
import { count, projectId, timestamp } from '../http/schemas.ts';
import { readTime, timeInQuery } from '../http/time-in-query.ts';
import { requireProject } from '../projects/find-project.ts';

const textOrNull = (description: string) => Type.Union([Type.String(), Type.Null()], { description });

/** A change as it is answered. */
export const changeSchema = Type.Object({
  at: timestamp,
  token: Type.String({
    description: 'Whose token: its id, or bootstrap for the token of the configuration.',
  }),
  token_name: textOrNull('The name of the token at that time.'),
  operation: Type.String({ description: 'What was asked for: an operationId of this document.' }),
  project: textOrNull('Null for what concerns the whole deployment.'),
  target: Type.Record(Type.String(), Type.String(), {
    description:
      'What the path names beside the project, by kind; and the link, for the session of a portal.',
  }),
  fields: Type.Array(Type.String(), {
    description: 'The names of the fields that were sent; never their values.',
  }),
  status: Type.Union([Type.Integer(), Type.Null()], {
    description: 'The HTTP status of the answer. Null: ingest ended before it was known.',
  }),
  result: textOrNull('The id of what was made or changed, where the answer names one.'),
  request_id: Type.String(),
  trace_id: textOrNull('The trace of the request.'),
});

const query = Type.Object({
  token: Type.Optional(Type.String({ maxLength: 128, description: 'Those with this token, by its id.' })),
  operation: Type.Optional(
    Type.String({ maxLength: 128, description: 'Those of one kind: createIntegration.' }),
  ),
  from: timeInQuery('Not earlier than this.'),
  to: timeInQuery('Earlier than this.'),
  count: Type.Optional(count),
  cursor: Type.Optional(cursor),
});

const shared = {
  tag: 'audit',
  answers: { 200: { description: 'The changes.', schema: Type.Array(changeSchema), isPaged: true } },
} as const;

const description =
  'Each change that was asked for with a token that may make it, the newest first, those that failed included. ' +
  'While more follows, the header `Link` names the next page.';

/** The changes of all projects, and of the deployment. */
export function listChanges(database: Database) {
  return defineEndpoint({
    ...shared,
    operationId: 'listChanges',
    summary: 'List changes',
    description,
    query: Type.Object({ project: Type.Optional(projectId), ...query.properties }),
    async handle({ query: { project, ...asked }, request }, reply) {
      return await readPage(database, { project, asked, request, reply });
    },
  });
}

/** The changes of one project. */
export function listProjectChanges(database: Database) {
  return defineEndpoint({
    ...shared,
    operationId: 'listProjectChanges',
    summary: 'List changes of a project',
    description,
    params: Type.Object({ project: projectId }),
    query,
    problems: ['project_not_found'],
    async handle({ params: { project }, query: asked, request }, reply) {
      await requireProject(database, project);
      return await readPage(database, { project, asked, request, reply });
    },
  });
}

interface Asked {
  readonly project: string | undefined;
  readonly asked: Static<typeof query>;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

async function readPage(database: Database, { project, asked, request, reply }: Asked) {
  const { token, operation, count: size = 25 } = asked;
  const filter = {
    project,
    token,
    operation,
    from: readTime('from', asked.from),
    to: readTime('to', asked.to),
  };
  const after = asked.cursor === undefined ? undefined : readCursor(asked.cursor, 'seq');
  const { rows, next } = await readChanges(database, filter, { count: size, after });
  linkNextPage(request, reply, next);
  return rows.map(describeChange);
}

function describeChange(row: AuditRow): Static<typeof changeSchema> {
  const { at, token_id, token_name, operation, project_id, target, fields, status, result_id } = row;
  return {
    at: toTimestamp(at),
    token: token_id,
    token_name,
    operation,
    project: project_id,
    target,
    fields,
    status,
    result: result_id,
    request_id: row.request_id,
    trace_id: row.trace_id,
  };
}
