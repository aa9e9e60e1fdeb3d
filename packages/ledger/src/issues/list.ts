import { sql } from 'kysely';
import type { Database } from '../connect.ts';
import {
  commonColumns,
  failuresIn,
  issueId,
  MAX_FAILURES,
  MESSAGE_CHARACTERS,
  type FailureRange,
} from './failures.ts';

export const issueStates = ['open', 'acknowledged', 'resolved'] as const;

export type IssueState = (typeof issueStates)[number];

/** Failures that look alike. */
export interface Issue {
  readonly id: string;
  readonly state: IssueState;
  readonly is_reopened: boolean;
  readonly state_changed_at: Date | null;
  readonly state_changed_by: string | null;
  readonly integration_id: string;
  readonly integration_name: string;
  readonly integration_type: string;
  readonly outcome: string;
  readonly error_name: string | null;
  readonly http_status: number | null;
  readonly error_line: number | null;
  readonly pattern: string;
  /** That of the run that failed last. */
  readonly message: string | null;
  readonly last_run: string;
  readonly count: number;
  readonly first_seen: Date;
  readonly last_seen: Date;
  readonly started_with_version: number | null;
  /** How many failures there were in each of equal parts of the range. */
  readonly parts: readonly number[];
}

/** Issues of a range, the one that failed last first. */
export interface IssueList {
  readonly issues: readonly Issue[];
  /** There were more failures than are read: the oldest do not count. */
  readonly isTruncated: boolean;
}

/** What else decides on the list. */
export interface IssueFilter extends FailureRange {
  readonly states?: readonly IssueState[] | undefined;
  readonly issue?: string | undefined;
}

/** Into how many parts the range is cut. */
export const PARTS = 24;

/**
 * Sorts by time, and runs that were settled together by their place in the log: its first 40 characters. A maximum
 * needs no sorting of the failures. The run taken out of it gets its collation back: else no index serves.
 */
const runByTime = sql.raw(
  `(to_char(logged_at at time zone 'UTC', 'YYYYMMDDHH24MISSUS') || lpad(seq::text, 20, '0') || run_id) collate "C"`,
);

interface Row extends Omit<Issue, 'count' | 'parts'> {
  readonly count: string;
  readonly counts: Readonly<Record<string, number>>;
  readonly read: string;
}

/** Groups the failures of a range by what they have in common. */
export async function listIssues(database: Database, filter: IssueFilter, count: number): Promise<IssueList> {
  const { project, from, to, states, issue } = filter;
  const [fromSeconds, toSeconds] = [from.getTime() / 1000, to.getTime() / 1000];
  const { rows } = await sql<Row>`
    /* issues */ with failure as materialized (${failuresIn(filter)}),
    part as (
      select ${commonColumns},
        width_bucket(extract(epoch from logged_at)::float8, ${fromSeconds}, ${toSeconds}, ${PARTS}) as part,
        count(*) as count, min(logged_at) as first_seen, max(logged_at) as last_seen,
        min(script_version) as first_version, max(${runByTime}) as last_run
      from failure
      group by ${commonColumns}, part
    ),
    issue as (
      select ${commonColumns}, ${issueId} as id, sum(count) as count, min(first_seen) as first_seen,
        max(last_seen) as last_seen, json_object_agg(part, count) as counts,
        min(first_version) as first_version, substr(max(last_run), 41) collate "default" as last_run
      from part
      group by ${commonColumns}
    ),
    judged as (
      select i.*, s.changed_at as state_changed_at, s.changed_by as state_changed_by,
        coalesce(s.state = 'resolved' and i.last_seen > s.changed_at, false) as is_reopened,
        case when s.state = 'resolved' and i.last_seen > s.changed_at then 'open'
          else coalesce(s.state, 'open') end as state
      from issue i left join issue_states s on s.project_id = ${project} and s.issue = i.id
    )
    select j.id, j.state, j.is_reopened, j.state_changed_at, j.state_changed_by, j.integration_id,
      coalesce(n.name, j.integration_id) as integration_name, j.integration_type, j.outcome, j.error_name,
      j.http_status, j.error_line, j.pattern, sample.message, j.last_run, j.count, j.first_seen, j.last_seen, j.counts,
      case when v.created_at >= ${from} and v.version > 1 then v.version end as started_with_version,
      (select count(*) from failure) as read
    from judged j
    left join lateral (
      select left(l.error_message, ${MESSAGE_CHARACTERS}) as message from activity_log l
      where l.run_id = j.last_run and l.is_final limit 1
    ) sample on true
    left join integrations n on n.id = j.integration_id
    left join script_versions v on v.integration_id = j.integration_id and v.version = j.first_version
    where ${states === undefined ? sql`true` : sql`j.state = any (${states})`}
      and ${issue === undefined ? sql`true` : sql`j.id = ${issue}`}
    order by j.last_seen desc, j.id
    limit ${count}`.execute(database);
  return { issues: rows.map(toIssue), isTruncated: Number(rows[0]?.read ?? 0) >= MAX_FAILURES };
}

function toIssue({ read: _read, count, counts, ...row }: Row): Issue {
  const parts = Array.from({ length: PARTS }, (_, index) => counts[index + 1] ?? 0);
  return { ...row, count: Number(count), parts };
}
