import { Option } from 'commander';
import type { Api } from '../api/api.ts';
import type { Receipt } from '../api/entities.ts';
import { parseSeconds } from '../input/parse-option.ts';
import { printTable } from '../output/print-table.ts';
import { tableOptions, type TableOptions } from '../output/table-options.ts';
import { isWholeJson, jsonListText, jsonText } from '../output/whole-json.ts';
import { waitForRuns } from '../runs/follow-runs.ts';
import { requireSuccess, printRuns } from '../runs/report-runs.ts';
import type { Terminal } from '../terminal.ts';
import { listVerdicts, verdictColumns } from './receipt-table.ts';
import { sendActivities } from './send-activities.ts';

export interface SendOptions extends TableOptions {
  readonly timeout: number;
}

/** How long to wait for the runs, and how receipts are printed. */
export const sendOptions: readonly Option[] = [
  new Option('--timeout <seconds>', 'how long to wait').argParser(parseSeconds).default(120),
  ...tableOptions,
];

/**
 * Sends activities, given as JSON text, and prints their receipts. With `wait` also the output of their runs: throws a
 * Failure when one failed or was not finished in time.
 */
export async function sendAndReport(
  terminal: Terminal,
  api: Api,
  activities: readonly string[],
  options: SendOptions & { readonly wait?: boolean; readonly integration?: string },
): Promise<void> {
  const { integration } = options;
  const receipts = await sendActivities(terminal, api, activities, { integration });
  const runIds = receipts.flatMap(({ matched }) => matched.map(({ run }) => run));
  const isJson = isWholeJson(options);
  if (!isJson) await printReceipts(terminal, receipts, options);
  if (options.wait !== true)
    return isJson ? terminal.data(jsonListText(receipts, options.format)) : undefined;
  const collectRuns = isJson ? waitForRuns : printRuns.bind(undefined, terminal);
  const runs = await collectRuns(api, runIds, options.timeout);
  if (isJson) terminal.data(jsonText({ receipts, runs }, options.format));
  requireSuccess(runIds, runs, options.timeout);
}

async function printReceipts(
  terminal: Terminal,
  receipts: readonly Receipt[],
  options: SendOptions,
): Promise<void> {
  const [first] = receipts;
  for (const { activity, body_differs: differs } of receipts) {
    if (differs === true)
      terminal.warn(`Warning: ${activity.id} was recorded with another body, which stays`, 'yellow');
  }
  if (first !== undefined && receipts.length === 1) {
    const { activity, duplicate } = first;
    const state = activity.state.replaceAll('_', ' ');
    terminal.note(`${duplicate ? 'Already had' : 'Recorded'} activity ${activity.id} (${state})`, 'green');
  } else {
    const repeated = receipts.filter(({ duplicate }) => duplicate).length;
    terminal.note(
      `Recorded ${receipts.length - repeated} activities (${repeated} were known already)`,
      'green',
    );
  }
  const rows = listVerdicts(receipts).filter(({ field }) => field !== 'integration');
  if (rows.length === 0) return terminal.note('No integration of the project answers this.');
  await printTable(
    terminal,
    { columns: verdictColumns({ hasManyActivities: receipts.length > 1 }), rows },
    options,
  );
}
