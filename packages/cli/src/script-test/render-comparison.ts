import { renderDeviation } from '@upshot/trial/cassette/render-replay';
import type { Compared } from './compare-run.ts';

/** So many runs that are different are shown in full. */
const SHOWN = 20;

/** Renders a comparison: how many are the same, then each that is not, the worst first. */
export function renderComparison(name: string, compared: readonly Compared[]): string {
  const countOf = (verdict: Compared['verdict']) =>
    compared.filter((item) => item.verdict === verdict).length;
  const verdicts = ['same', 'changed', 'fixed', 'broken', 'skipped'] as const;
  const counts = verdicts.filter((verdict) => verdict !== 'skipped' || countOf(verdict) > 0);
  const different = (['broken', 'changed', 'fixed', 'skipped'] as const).flatMap((verdict) =>
    compared.filter((item) => item.verdict === verdict),
  );
  const more = different.length - SHOWN;
  return [
    headingOf(name, compared),
    '',
    `  ${counts.map((verdict) => `${countOf(verdict)} ${verdict}`).join('      ')}`,
    '',
    ...different.slice(0, SHOWN).flatMap(renderRun),
    ...(more > 0 ? [`… ${more} more`, ''] : []),
    endOf(name, compared),
    '',
  ].join('\n');
}

function headingOf(name: string, compared: readonly Compared[]): string {
  const runs = compared.map(({ run }) => run);
  const distinct = (values: readonly unknown[]) => new Set(values).size;
  const days = runs.map(({ created_at: at }) => at.slice(0, 10)).toSorted();
  const versions = [...new Set(runs.map(({ script_version: version }) => `v${version ?? '?'}`))].join(', ');
  const types = counted(distinct(runs.map(({ activity_type: type }) => type)), 'type');
  const outcomes = counted(distinct(runs.map(({ outcome }) => outcome)), 'outcome');
  const span = `${days[0] ?? ''} to ${days.at(-1) ?? ''}`;
  return `${counted(runs.length, 'run')} of ${name} (${versions}), ${span}, of ${types} and ${outcomes}`;
}

function renderRun({ run, verdict, outcome, differences }: Compared): readonly string[] {
  const head = `${verdict.padEnd(8)} ${run.id}  ${run.activity_type}`;
  if (verdict === 'skipped') return [`${head}  ${outcome}`, ''];
  const change = run.outcome === outcome ? outcome : `was ${run.outcome ?? 'unknown'}, now ${outcome}`;
  const lines = differences
    .filter(({ part }) => part !== 'outcome')
    .flatMap((deviation) => renderDeviation(deviation).map(({ text }) => `       ${text}`));
  return [`${head}  ${change}`, ...lines, ''];
}

function endOf(name: string, compared: readonly Compared[]): string {
  const made = compared.filter(({ verdict }) => verdict !== 'skipped');
  const exact = made.filter(({ isExact }) => isExact).length;
  const inexact = made.length - exact;
  const advice = `record runs for exact answers: upshot script:record --integration ${name} --count 100`;
  if (inexact === 0) return `${exact} compared exactly (recorded)`;
  return `${exact} compared exactly (recorded), ${inexact} by what the log knows: ${advice}`;
}

function counted(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}
