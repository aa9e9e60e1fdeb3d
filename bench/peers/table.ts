import { format, percentile } from '../support/report.ts';

/** The contender that the others are compared with. */
const MEASURE = 'bullmq';

const figures = [
  'completed, per s',
  'Node, ms',
  'servers, ms',
  'all, ms',
  'at 50/s: p50, ms',
  'at 50/s: p99, ms',
  'at 50/s: all, ms',
];

/** Prints medians, and how they compare with the plain service: the median of the ratios of each round. */
export function printTable(
  names: readonly string[],
  series: Readonly<Record<string, readonly number[]>>,
): void {
  const valuesOf = (name: string, figure: string) => series[`${name}: ${figure}`] ?? [];
  const median = (values: readonly number[]) => format(percentile(values, 0.5));
  const hasMeasure = names.includes(MEASURE);
  const rows = names.map((name) => [
    name,
    ...figures.map((figure) => {
      const values = valuesOf(name, figure);
      const measures = valuesOf(MEASURE, figure);
      const ratios = values.map((value, round) => value / (measures[round] ?? Number.NaN));
      if (values.length === 0) return '';
      return hasMeasure ? `${median(values)} (${median(ratios)})` : median(values);
    }),
  ]);
  const table = [['', ...figures], ...rows];
  const widths =
    table[0]?.map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0))) ?? [];
  for (const row of table)
    console.log(`| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`);
}
