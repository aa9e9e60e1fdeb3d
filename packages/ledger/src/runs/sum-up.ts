import { sql } from 'kysely';
import type { Database } from '../connect.ts';
import { createdAt, finishedRuns, type RunFilter } from './conditions.ts';

/** The finished runs of one integration in a range of time. */
export interface RunsOfIntegration {
  readonly integration: string;
  readonly runs: number;
  /** Neither succeeded nor cancelled. */
  readonly failed: number;
  /** As long took 95 % of them at most; null where no run has a duration. */
  readonly p95Ms: number | null;
  /** How many runs each part of the range has. */
  readonly parts: readonly number[];
}

interface Row {
  readonly integration: string;
  readonly part: number | null;
  readonly runs: string;
  readonly failed: string;
  readonly p95: number | null;
}

/** Sums up finished runs by integration, each with its runs in `parts` equal parts of the range. */
export async function sumUpRuns(
  database: Database,
  filter: RunFilter & { readonly from: Date; readonly to: Date },
  parts: number,
): Promise<readonly RunsOfIntegration[]> {
  const partSeconds = (filter.to.getTime() - filter.from.getTime()) / 1000 / parts;
  const { rows } = await sql<Row>`
    with runs as (
      select l.integration_id as integration, l.outcome, l.duration_ms::float8 as duration_ms,
        floor(extract(epoch from ${createdAt(sql.raw('l'))} - ${filter.from}::timestamptz)
          / ${partSeconds}::float8)::int as part
      ${finishedRuns(filter)}
    )
    select integration, part, count(*) as runs,
      count(*) filter (where outcome not in ('succeeded', 'cancelled')) as failed,
      percentile_disc(0.95) within group (order by duration_ms) as p95
    from runs group by grouping sets ((integration), (integration, part))
    order by integration, part nulls first`.execute(database);
  const totals = rows.filter(({ part }) => part === null);
  return totals.map(({ integration, runs, failed, p95 }) => ({
    integration,
    runs: Number(runs),
    failed: Number(failed),
    p95Ms: p95,
    parts: countParts(
      rows.filter((row) => row.integration === integration),
      parts,
    ),
  }));
}

function countParts(rows: readonly Row[], parts: number): readonly number[] {
  const counted = new Map(rows.map(({ part, runs }) => [part, Number(runs)]));
  return Array.from({ length: parts }, (_, part) => counted.get(part) ?? 0);
}
