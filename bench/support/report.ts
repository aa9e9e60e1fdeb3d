import type { FloodReport } from './flooder.ts';

/** Prints a measured value beside its name. */
export function print(what: string, value: string): void {
  console.log(`  ${what.padEnd(40)} ${value}`);
}

/** Prints a row of the table of current figures for each series of a result: its median and range. */
export function printRows(run: string, series: Readonly<Record<string, readonly number[]>>): void {
  for (const [name, values] of Object.entries(series)) {
    const sorted = values.toSorted((a, b) => a - b);
    const middle = (sorted.length - 1) / 2;
    const median = ((sorted[Math.floor(middle)] ?? 0) + (sorted[Math.ceil(middle)] ?? 0)) / 2;
    const [lowest, highest] = [format(sorted[0] ?? 0), format(sorted.at(-1) ?? 0)];
    const range = lowest === highest ? lowest : `${lowest} to ${highest}`;
    console.log(`| [${run}] | ${name} | ${format(median)} | ${range} | |`);
  }
}

/** Prints whether a goal was met. */
export function printGoal(goal: string, isMet: boolean): void {
  print(goal, isMet ? 'met' : 'MISSED');
}

/** A number with three significant digits. */
export function format(value: number): string {
  return value.toLocaleString('en-US', { maximumSignificantDigits: 3 });
}

/** A part of the whole, in percent. */
export function share(part: number, whole: number): string {
  return whole === 0 ? 'none refused' : `${((part / whole) * 100).toFixed(1)} %`;
}

/** The nearest-rank percentile; `rank` from 0 to 1. */
export function percentile(numbers: readonly number[], rank: number): number {
  return numbers.toSorted((a, b) => a - b)[Math.ceil(numbers.length * rank) - 1] ?? Number.NaN;
}

/** The median, the 99th percentile and the maximum, in milliseconds. */
export function percentiles(numbers: readonly number[]): string {
  return [0.5, 0.99, 1].map((rank) => `${percentile(numbers, rank).toFixed(1)} ms`).join(', ');
}

/** Compares latencies measured alone and beside a load; the goal is at most two-fold. */
export function compare(what: string, alone: readonly number[], beside: readonly number[]): void {
  print(`${what}, alone: p50, p99, max`, percentiles(alone));
  print(`${what}, beside: p50, p99, max`, percentiles(beside));
  const ratio = percentile(beside, 0.99) / percentile(alone, 0.99);
  printGoal(
    `${what}: p99 rises ${ratio.toFixed(2)}-fold ` +
      `(p50 ${(percentile(beside, 0.5) / percentile(alone, 0.5)).toFixed(2)}), goal 2`,
    ratio <= 2,
  );
}

/** A producer that is late measures itself: its lateness is part of the latencies. */
export function printGenerator(who: string, reports: readonly FloodReport[]): void {
  const late = reports.flatMap(({ posted }) => posted.map(({ lateMs }) => lateMs));
  const processor = reports.map((report) => `${(report.processor * 100).toFixed(0)} %`).join(', ');
  print(`${who}: late p50, p99, max`, `${percentiles(late)}; processor ${processor}`);
  if (percentile(late, 0.99) > 50) print('', 'a bottleneck: latencies hold this lateness as well');
}
