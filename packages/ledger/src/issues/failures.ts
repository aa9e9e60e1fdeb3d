import { sql, type RawBuilder } from 'kysely';

/** Which failures are looked at: the newest of a stretch of time. */
export interface FailureRange {
  readonly project: string;
  readonly from: Date;
  readonly to: Date;
  readonly integration?: string | undefined;
  /** Only those of these integrations. */
  readonly integrations?: readonly string[] | undefined;
}

/** How many failures are read at most. */
export const MAX_FAILURES = 20_000;

/** How much of a message decides which failures look alike. */
export const MESSAGE_CHARACTERS = 400;

/** What failures of one issue have in common. */
export const commonColumns = sql.raw(
  'integration_id, integration_type, outcome, error_name, http_status, error_line, pattern',
);

/** The digest of {@link commonColumns}: the id of the issue. */
export const issueId = sql.raw(`left(encode(sha256(convert_to(concat_ws(e'\\x1f', integration_id, outcome,
  coalesce(error_name, ''), coalesce(http_status::text, ''), coalesce(error_line::text, ''), pattern), 'UTF8')),
  'hex'), 16)`);

/**
 * Final failures `l`, each with the pattern of its message. They are found along an index that holds failures only, so
 * that runs that succeed cost nothing, and a failure costs nothing when it is logged.
 */
export function failuresIn({
  project,
  from,
  to,
  integration,
  integrations,
}: FailureRange): RawBuilder<unknown> {
  return sql`
    select l.run_id, l.logged_at, l.seq, l.activity_id, l.script_version, l.integration_id, l.integration_type,
      l.outcome, l.error_name, l.http_status, l.error_line,
      ${patternOf(sql`left(coalesce(l.error_message, ''), ${MESSAGE_CHARACTERS})`)} as pattern
    from activity_log l
    where l.project_id = ${project} and l.is_final and l.outcome <> 'succeeded' and l.outcome <> 'cancelled'
      and l.logged_at >= ${from} and l.logged_at < ${to}
      ${integration === undefined ? sql`` : sql`and l.integration_id = ${integration}`}
      ${integrations === undefined ? sql`` : sql`and l.integration_id = any (${integrations})`}
    order by l.logged_at desc
    limit ${MAX_FAILURES}`;
}

/** A message without quoted parts, and without words that have a digit: numbers, times, ids. */
function patternOf(message: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`regexp_replace(
    regexp_replace(${message}, ${QUOTED}, '"…"', 'g'),
    ${WITH_DIGIT}, '#', 'g')`;
}

/** An apostrophe within a word opens nothing. */
const QUOTED = `"[^"]*"|\`[^\`]*\`|(?<!\\w)'[^']*'(?!\\w)`;
const WITH_DIGIT = `[\\w-]*\\d[\\w-]*`;
