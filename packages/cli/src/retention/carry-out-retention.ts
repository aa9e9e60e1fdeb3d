import type { RetentionRun } from '../api/entities.ts';
import type { Api } from '../api/api.ts';
import { Failure } from '../failure.ts';
import { printTable } from '../output/print-table.ts';
import type { TableOptions } from '../output/table-options.ts';
import type { Column } from '../output/table.ts';
import type { Terminal } from '../terminal.ts';

type Step = NonNullable<RetentionRun['result']>['steps'][number];

const LOOK_MS = 500;

const columns: readonly Column<Step>[] = [
  { id: 'day', header: 'Day', value: ({ day }) => day, isWhole: true },
  { id: 'table', header: 'Table', value: ({ table }) => table },
  { id: 'action', header: 'Action', value: ({ action }) => action },
  { id: 'reason', header: 'Reason', value: ({ reason }) => reason },
  { id: 'mb', header: 'MB', value: ({ bytes }) => megabytes(bytes) },
  { id: 'end', header: 'End', value: ({ end }) => end },
  { id: 'rows', header: 'Rows', value: ({ rows }) => rows },
];

/** Asks for a removal of expired data, waits for its end and prints its steps. */
export async function carryOutRetention(
  { api, terminal }: { readonly api: Api; readonly terminal: Terminal },
  run: { readonly isDryRun: boolean; readonly waitMs: number },
  options: TableOptions,
): Promise<void> {
  const asked = await api.send<RetentionRun>('POST', ['retention-runs'], { dry_run: run.isDryRun });
  const { result, error } = await waitFor(api, asked.id, run.waitMs);
  if (result === null) throw new Failure(`The removal ${asked.id} failed: ${error ?? 'no result'}`);
  if (result.steps.length > 0) await printTable(terminal, { columns, rows: result.steps }, options);
  terminal.note(summarize(result, run.isDryRun));
}

async function waitFor(api: Api, id: string, waitMs: number): Promise<RetentionRun> {
  const deadline = performance.now() + waitMs;
  for (;;) {
    const run = await api.get<RetentionRun>(['retention-runs', id]);
    if (run.state === 'done' || run.state === 'failed') return run;
    if (performance.now() > deadline) {
      const hint = run.state === 'pending' ? ' No worker has begun it: is one running?' : '';
      throw new Failure(`The removal ${id} is still ${run.state} after ${waitMs / 1000} s.${hint}`);
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}

function summarize(result: NonNullable<RetentionRun['result']>, isDryRun: boolean): string {
  const { steps, bytes, bytes_left: left, bytes_per_day: perDay, days_until_full: days } = result;
  const parts = [
    steps.length === 0
      ? 'Nothing has expired'
      : `${steps.length} step(s) ${isDryRun ? 'would be' : 'were'} carried out`,
    left === null
      ? `${megabytes(bytes)} MB are stored`
      : `${megabytes(left)} of ${megabytes(bytes)} MB are left`,
    `${megabytes(perDay)} MB are added a day`,
    ...(days === null ? [] : [`the limit is reached in ${days} day(s)`]),
  ];
  return `${parts.join('; ')}.`;
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}
