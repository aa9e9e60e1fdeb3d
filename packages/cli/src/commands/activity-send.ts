import { Option } from 'commander';
import { overrideActivity, type Overrides } from '../activities/override-activity.ts';
import { readActivities } from '../activities/read-activities.ts';
import { listVerdicts, verdictColumns } from '../activities/receipt-table.ts';
import { sampleActivity, type SampleSource } from '../activities/sample-activity.ts';
import { sendActivities } from '../activities/send-activities.ts';
import type { Receipt } from '../api/entities.ts';
import { chooseProject } from '../choose-project.ts';
import { defineCommand } from '../command.ts';
import { Failure } from '../failure.ts';
import { collect, collectList, parseSeconds } from '../input/parse-option.ts';
import { readText } from '../input/read-text.ts';
import { printTable } from '../output/print-table.ts';
import { tableOptions, type TableOptions } from '../output/table-options.ts';
import { waitForRuns } from '../runs/follow-runs.ts';
import { requireSuccess, printRuns } from '../runs/report-runs.ts';
import type { Terminal } from '../terminal.ts';

type Options = TableOptions & Overrides & { readonly wait?: true; readonly timeout: number };

/** `activity:send` */
export const activitySend = defineCommand<Options>({
  name: 'activity:send',
  summary: 'Sends activities, and shows which integrations answer them',
  details:
    'Reads one JSON object, an array of them, or one a line. Without a file, --type sends a sample of that ' +
    'type, as activity:sample prints it, with a new id and new times. Without changes a file is sent byte for byte. ' +
    'With --wait the exit code is 1 when a run failed or was not finished in time.',
  arguments: { '[file]': 'the file to read, - for standard input' },
  options: [
    new Option('-t, --type <type>', 'send it as this type'),
    new Option('-e, --environment <ids>', 'send it as of these environments').argParser(collectList),
    new Option('--state <state>', 'send it in this state'),
    new Option('--result <result>', 'send it with this result: success or failure'),
    new Option('--set <key=value>', 'change a property; dots descend, the value is JSON or text').argParser(
      collect,
    ),
    new Option('--new-id', 'send it under a new id, so that it is not taken for a repetition'),
    new Option('--wait', 'wait for the runs and print their output'),
    new Option('--timeout <seconds>', 'how long to wait').argParser(parseSeconds).default(120),
    ...tableOptions,
  ],
  async run(session, { args: [file], options }) {
    const { terminal } = session;
    const project = await chooseProject(session);
    const texts = await readInput({ api: session.api, project: project.id }, file, options);
    const receipts = await sendActivities(terminal, project.api, texts);
    const runIds = receipts.flatMap(({ matched }) => matched.map(({ run }) => run));
    const isJson = options.format === 'json' && options.columns === undefined;
    if (!isJson) await printReceipts(terminal, receipts, options);
    if (options.wait !== true) return isJson ? terminal.data(jsonText(receipts)) : undefined;
    const collectRuns = isJson ? waitForRuns : printRuns.bind(undefined, terminal);
    const runs = await collectRuns(project.api, runIds, options.timeout);
    if (isJson) terminal.data(jsonText({ receipts, runs }));
    requireSuccess(runIds, runs, options.timeout);
  },
});

async function readInput(
  source: SampleSource,
  file: string | undefined,
  options: Options,
): Promise<string[]> {
  if (file === undefined && options.type !== undefined)
    return [overrideActivity(await sampleActivity(source, options.type, options), options)];
  if (file === undefined && process.stdin.isTTY)
    throw new Failure('A file is required: - stands for standard input.');
  const texts = readActivities(await readText(file ?? '-'));
  if (texts.length === 0) throw new Failure('There is no activity to send.');
  return texts.map((text) => overrideActivity(text, options));
}

async function printReceipts(
  terminal: Terminal,
  receipts: readonly Receipt[],
  options: Options,
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
  const rows = listVerdicts(receipts);
  if (rows.length === 0) return terminal.note('No integration of the project answers this.');
  await printTable(
    terminal,
    { columns: verdictColumns({ hasManyActivities: receipts.length > 1 }), rows },
    options,
  );
}

function jsonText(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
