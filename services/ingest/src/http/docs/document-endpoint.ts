import { problems, type ProblemCode } from '@upshot/shared/problem';
import type { FastifySchema } from 'fastify';
import type { Access } from '../access.ts';
import type { Endpoint } from '../endpoint.ts';
import { problemSchema } from '../problems/problem-document.ts';
import { querySchemaOf } from './query-schema.ts';

/** The endpoint as the OpenAPI document shows it, with every problem it may answer. */
export function documentEndpoint(endpoint: Endpoint, access: Access): FastifySchema {
  const { operationId, summary, description, tag, params } = endpoint;
  const body = endpoint.shownBody ?? endpoint.body;
  const who = describeAccess(endpoint, access);
  return {
    operationId,
    summary,
    description: description === undefined ? who : `${description} ${who}`,
    tags: [tag],
    security: access === 'anyone' ? [] : [{ token: [] }],
    ...(params === undefined ? {} : { params }),
    querystring: querySchemaOf(endpoint, access),
    ...(body === undefined ? {} : { body }),
    response: mergeAnswers(documentAnswers(endpoint), documentProblems(problemsOf(endpoint, access))),
  };
}

function describeAccess({ openTo }: Endpoint, access: Access): string {
  if (access === 'anyone') return 'Takes no token.';
  const portals = openTo === undefined ? '' : ` Open to ${openTo}.`;
  return `For the access "${access}".${portals}`;
}

interface Documented {
  readonly description: string;
  readonly content: object;
}

/** A status may stand for an answer of the endpoint's own as well as for a problem. */
function mergeAnswers(
  answers: Readonly<Record<string, Documented>>,
  others: Readonly<Record<string, Documented>>,
): Readonly<Record<string, Documented>> {
  const merged = Object.entries(others).map(([status, problem]): [string, Documented] => {
    const own = answers[status];
    if (own === undefined) return [status, problem];
    const description = `${own.description} ${problem.description}`;
    return [status, { ...problem, description, content: { ...own.content, ...problem.content } }];
  });
  return { ...answers, ...Object.fromEntries(merged) };
}

function documentAnswers({ answers }: Endpoint) {
  return Object.fromEntries(
    Object.entries(answers).map(([status, { description, schema, type, isPaged }]) => {
      const content =
        schema === undefined
          ? { 'application/x-ndjson': { schema: { type: 'string' } } }
          : { [type ?? 'application/json']: { schema } };
      return [status, { description, ...(isPaged === true ? { headers: { Link: nextPage } } : {}), content }];
    }),
  );
}

function documentProblems(codes: readonly ProblemCode[]) {
  const byStatus = Object.groupBy(codes, (code) => String(problems[code].status));
  return Object.fromEntries(
    Object.entries(byStatus).map(([status, group = []]) => {
      const description = [...new Set(group)].map((code) => `${code}: ${problems[code].title}.`).join(' ');
      const headers = group.some((code) => retried.has(code))
        ? { headers: { 'Retry-After': retryAfter } }
        : {};
      const content = { 'application/problem+json': { schema: problemSchema } };
      return [status, { description, ...headers, content }];
    }),
  );
}

function problemsOf(endpoint: Endpoint, access: Access): readonly ProblemCode[] {
  const hasBody = endpoint.body !== undefined || endpoint.shownBody !== undefined;
  const takesInput = hasBody || endpoint.params !== undefined || access !== 'anyone';
  return [
    ...(endpoint.problems ?? []),
    ...(takesInput ? (['invalid_request'] as const) : []),
    ...(hasBody ? bodyProblems : []),
    ...(access === 'anyone' ? [] : (['unauthorized', 'forbidden', 'ledger_unavailable'] as const)),
    'internal_fault',
    'shutting_down',
  ];
}

const bodyProblems = [
  'malformed_json',
  'body_too_large',
  'unsupported_media_type',
  'too_many_requests',
] as const;

const retryAfter = {
  type: 'integer',
  minimum: 1,
  description: 'Seconds to wait before the next try.',
} as const;

const nextPage = {
  type: 'string',
  description: 'The next page, with rel="next"; not there on the last one.',
} as const;

/** The problems that are answered with `Retry-After`. */
const retried: ReadonlySet<ProblemCode> = new Set([
  'too_many_requests',
  'too_many_pending_runs',
  'overloaded',
  'shutting_down',
  'ledger_unavailable',
  'queue_unavailable',
  'sql_busy',
  'trial_unavailable',
]);
