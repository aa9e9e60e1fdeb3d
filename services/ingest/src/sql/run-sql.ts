import { runQuery } from '@upshot/ledger/reader/run-query';
import { savedQueries } from '@upshot/ledger/reader/saved-queries';
import { Problem } from '@upshot/shared/problem';
import { Type } from 'typebox';
import { defineEndpoint } from '../http/endpoint.ts';

const limits = { bytes: 16 * 1024 * 1024, timeoutMs: 10_000 };
const MAX_ROWS = 10_000;
/** Queries at once: each has a connection of its own. */
const MAX_QUERIES = 4;

const answerSchema = Type.Object({
  columns: Type.Array(Type.Object({ name: Type.String(), type: Type.String() })),
  rows: Type.Array(Type.Array(Type.Unknown()), {
    description: 'One array per row, in the order of the columns.',
  }),
  truncated: Type.Boolean({ description: 'Rows were left out: add a limit or a narrower range.' }),
});

/** Runs a query of an analyst, as the role `upshot_reader`. */
export function runSql(readerUrl: string | undefined) {
  let running = 0;
  return defineEndpoint({
    operationId: 'runSql',
    summary: 'Query the log with SQL',
    description:
      'One SELECT over the views of the schema v1, read-only, as the role upshot_reader: at most ten seconds, ' +
      '10,000 rows and 16 MB.',
    tag: 'sql',
    isAudited: false,
    body: Type.Object(
      {
        query: Type.Optional(Type.String({ minLength: 1, maxLength: 100_000 })),
        saved: Type.Optional(
          Type.String({ maxLength: 100, description: 'A query of the pack, in place of query.' }),
        ),
        limit: Type.Optional(
          Type.Integer({ minimum: 1, maximum: MAX_ROWS, description: 'Rows at most (1,000).' }),
        ),
      },
      { additionalProperties: false },
    ),
    answers: { 200: { description: 'The rows.', schema: answerSchema } },
    problems: ['sql_refused', 'sql_unavailable', 'sql_busy'],
    async handle({ body }) {
      const query = chooseQuery(body);
      if (readerUrl === undefined) {
        throw new Problem('sql_unavailable', 'This ingest has no connection for analysts.');
      }
      if (running === MAX_QUERIES) throw busy();
      running += 1;
      try {
        const answer = await runQuery(readerUrl, query, { ...limits, rows: body.limit ?? 1000 });
        if ('message' in answer) throw refused(answer.message, answer);
        return {
          columns: [...answer.columns],
          rows: answer.rows.map((row) => [...row]),
          truncated: answer.isTruncated,
        };
      } catch (fault) {
        if (fault instanceof Problem) throw fault;
        throw new Problem('sql_unavailable', 'The ledger cannot be reached as upshot_reader.', {
          cause: fault,
        });
      } finally {
        running -= 1;
      }
    },
  });
}

function chooseQuery({ query, saved }: { readonly query?: string; readonly saved?: string }): string {
  if ((query === undefined) === (saved === undefined)) throw refused('Give either "query" or "saved".');
  if (query !== undefined) return query.trimEnd().replace(/;$/, '');
  const found = savedQueries.find(({ name }) => name === saved);
  if (found !== undefined) return found.sql;
  throw refused(
    `There is no saved query "${saved}". There are: ${savedQueries.map(({ name }) => name).join(', ')}.`,
  );
}

function busy(): Problem {
  return new Problem('sql_busy', `${MAX_QUERIES} queries are running already.`, { retryAfterSeconds: 1 });
}

interface Place {
  readonly hint?: string | undefined;
  readonly position?: number | undefined;
}

function refused(message: string, { hint, position }: Place = {}): Problem {
  const place = position === undefined ? '' : ` (at character ${position})`;
  return new Problem('sql_refused', `${message}${place}${hint === undefined ? '' : `. ${hint}`}`);
}
