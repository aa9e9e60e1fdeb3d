import type { Duplex } from 'node:stream';
import { parseExactly } from '@upshot/shared/exact-json';
import { Client, DatabaseError, type QueryArrayConfig, type QueryConfig } from 'pg';

/** How much of an answer is read. */
export interface QueryLimits {
  readonly rows: number;
  readonly bytes: number;
  readonly timeoutMs: number;
}

/** What a query answers: each value as JSON, or else as PostgreSQL writes it. */
export interface QueryAnswer {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly rows: readonly (readonly unknown[])[];
  /** Rows were left out, since the answer reached a limit. */
  readonly isTruncated: boolean;
}

/** PostgreSQL refused the query: what it said, and the place in the query, from 1. */
export interface QueryRefusal {
  readonly message: string;
  readonly hint: string | undefined;
  readonly position: number | undefined;
}

/** Rows that are read at once, at most. */
const CHUNK = 200;

/** What PostgreSQL may send, in multiples of the bytes of an answer: rows are counted only when a chunk is there. */
const SENT = 2;

/**
 * Runs one SELECT as the role of `readerUrl`, on a connection of its own, read-only. A cursor holds the rows, so that
 * little more than the limits is read. Throws connection faults.
 */
export async function runQuery(
  readerUrl: string,
  query: string,
  limits: QueryLimits,
): Promise<QueryAnswer | QueryRefusal> {
  const client = new Client({
    connectionString: readerUrl,
    application_name: 'upshot-sql',
    connectionTimeoutMillis: 3000,
    statement_timeout: limits.timeoutMs,
    query_timeout: limits.timeoutMs + 2000,
  });
  client.on('error', () => undefined);
  await client.connect();
  const { stream } = client.connection;
  const deadline = setTimeout(() => stream.destroy(), limits.timeoutMs + 2000);
  const tooLarge = breakWhenTooLarge(stream, SENT * limits.bytes);
  try {
    await client.query('begin read only');
    // Each chunk is a statement with a time-out of its own. A shorter one here would hide it.
    await client.query(`set local transaction_timeout = ${limits.timeoutMs + 1000}`);
    // A cursor takes only a statement that answers rows.
    await client.query(statementOf(`declare answer no scroll cursor for ${query}`));
    return await fetchRows(client, limits);
  } catch (fault) {
    if (fault === tooLarge) return { message: tooLarge.message, hint: undefined, position: undefined };
    if (fault instanceof DatabaseError) return describeRefusal(fault);
    throw fault;
  } finally {
    clearTimeout(deadline);
    await client.end().catch(() => undefined);
  }
}

/** Ends the connection with the returned error when more bytes arrive. A single value may have a gigabyte. */
function breakWhenTooLarge(stream: Duplex, maxBytes: number): Error {
  const error = new Error(
    'The rows are too large to be read: select less of their columns, such as left(output, 1000)',
  );
  let bytes = 0;
  stream.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > maxBytes) stream.destroy(error);
  });
  return error;
}

/** The extended protocol takes a single statement. */
function statementOf(text: string): QueryConfig {
  const statement: QueryConfig & { readonly queryMode: 'extended' } = { text, queryMode: 'extended' };
  return statement;
}

async function fetchRows(client: Client, limits: QueryLimits): Promise<QueryAnswer> {
  const rows: (readonly unknown[])[] = [];
  let bytes = 0;
  for (let count = 1; ; count = nextChunk(limits.bytes - bytes, bytes / rows.length)) {
    const answer = await client.query<(string | null)[]>(fetchChunk(count));
    const columns = await nameTypes(client, answer.fields);
    for (const row of answer.rows) {
      bytes += row.reduce((sum, value) => sum + (value?.length ?? 4), 0);
      if (rows.length === limits.rows || bytes > limits.bytes) return { columns, rows, isTruncated: true };
      rows.push(row.map((value, index) => toJson(value, columns[index]?.type)));
    }
    if (answer.rows.length < count) return { columns, rows, isTruncated: false };
  }
}

/** Rows as arrays, since names of columns may repeat, and values as PostgreSQL writes them. */
function fetchChunk(count: number): QueryArrayConfig {
  return {
    text: `fetch ${count} from answer`,
    rowMode: 'array',
    types: { getTypeParser: () => (text: unknown) => text },
  };
}

/** How many rows to read next: about as many as still fit, and one more. */
function nextChunk(bytesLeft: number, bytesOfRow: number): number {
  return Math.min(CHUNK, Math.floor(bytesLeft / bytesOfRow) + 1);
}

const named = new Map<number, string>();

async function nameTypes(
  client: Client,
  fields: readonly { readonly name: string; readonly dataTypeID: number }[],
): Promise<QueryAnswer['columns']> {
  const unknown = fields.map(({ dataTypeID }) => dataTypeID).filter((id) => !named.has(id));
  if (unknown.length > 0) {
    const { rows } = await client.query<{ id: number; name: string }>(
      'select oid::int as id, format_type(oid, null) as name from pg_type where oid = any ($1)',
      [unknown],
    );
    for (const { id, name } of rows) named.set(id, name);
  }
  return fields.map(({ name, dataTypeID }) => ({ name, type: named.get(dataTypeID) ?? 'unknown' }));
}

/** Numbers that JSON cannot hold exactly stay text. */
function toJson(value: string | null, type: string | undefined): unknown {
  if (value === null) return null;
  if (type === 'boolean') return value === 't';
  if (type === 'json' || type === 'jsonb') return readJson(value);
  if (type === undefined || !/^(smallint|integer|bigint|real|double precision|numeric)$/.test(type))
    return value;
  const number = Number(value);
  const isExact =
    Number.isFinite(number) && (Number.isSafeInteger(number) || type.startsWith('d') || type === 'real');
  return isExact || String(number) === value ? number : value;
}

/** Text where its nesting is too deep to be written again. */
function readJson(text: string): unknown {
  try {
    return parseExactly(text);
  } catch {
    return text;
  }
}

function describeRefusal({ message, hint, position }: DatabaseError): QueryRefusal {
  const start = 'declare answer no scroll cursor for '.length;
  const place = position === undefined ? undefined : Number(position) - start;
  return { message, hint, position: place !== undefined && place > 0 ? place : undefined };
}
