import { randomUUID } from 'node:crypto';
import { Option } from 'commander';
import { candidateColumns, replayRunColumns } from '../activities/replay-columns.ts';
import { nothingToReplay } from '../activities/nothing-to-replay.ts';
import { readReplayRequest, type ReplayOptions, type ReplayRequest } from '../activities/replay-request.ts';
import type { Api } from '../api/api.ts';
import type { Replay, ReplayPlan } from '../api/entities.ts';
import { chooseProject } from '../choose-project.ts';
import { defineCommand } from '../command.ts';
import { collectList, integerFrom, parseDate, parseSeconds } from '../input/parse-option.ts';
import { counted } from '../output/counted.ts';
import { printTable } from '../output/print-table.ts';
import { tableOptions, type TableOptions } from '../output/table-options.ts';
import { isWholeJson, jsonText } from '../output/whole-json.ts';
import { requireSuccess, printRuns } from '../runs/report-runs.ts';
import type { Terminal } from '../terminal.ts';

interface Options extends ReplayOptions, TableOptions {
  readonly dryRun?: true;
  readonly wait?: true;
  readonly timeout: number;
}

/** `activity:replay` */
export const activityReplay = defineCommand<Options>({
  name: 'activity:replay',
  summary: 'Runs integrations again on activities that were recorded',
  details:
    'Shows the number of runs first, and asks before it makes more than one. Types and environments may hold ' +
    'wildcards (*). An activity must match all filters. With --wait the exit code is 1 when a run failed or was ' +
    'not finished in time.',
  arguments: { '[id...]': 'the activities' },
  options: [
    new Option('-t, --type <types>', 'activities of these types').argParser(collectList),
    new Option('--state <states>', 'activities in these states').argParser(collectList),
    new Option('--result <results>', 'activities with this result: success or failure').argParser(
      collectList,
    ),
    new Option('-e, --environment <ids>', 'activities of these environments').argParser(collectList),
    new Option('--outcome <outcomes>', 'runs that ended so, such as failed or timed_out').argParser(
      collectList,
    ),
    new Option('--from <date>', 'activities recorded at this time or after').argParser(parseDate),
    new Option('--to <date>', 'activities recorded before this time').argParser(parseDate),
    new Option('--integration <ids>', 'only these integrations').argParser(collectList),
    new Option('--script <version>', 'run the script as it is now, or as it was').choices([
      'current',
      'original',
    ]),
    new Option('--limit <number>', 'how many runs at most').argParser(integerFrom(1)),
    new Option('--dry-run', 'only say what would run'),
    new Option('--wait', 'wait for the runs and print their output'),
    new Option('--timeout <seconds>', 'how long to wait').argParser(parseSeconds).default(120),
    ...tableOptions,
  ],
  async run(session, { args, options }) {
    const { terminal, prompts } = session;
    const request = readReplayRequest(
      args.filter((id) => id !== undefined),
      options,
    );
    const { api } = await chooseProject(session);
    const plan = await api.send<ReplayPlan>('POST', ['replays'], { ...request, dry_run: true });
    const isDry = options.dryRun === true;
    announce(terminal, plan);
    if (isDry) return printPlan(terminal, plan, options);
    if (plan.count.runs === 0) throw await nothingToReplay(api, request);
    if (plan.count.runs > 1) await prompts.confirm(`Start ${plan.count.runs} runs?`);
    await replay(terminal, api, request, options);
  },
});

function announce(terminal: Terminal, { count: { activities, runs }, truncated }: ReplayPlan): void {
  const text = `${counted(runs, 'run', 'runs')} of ${counted(activities, 'activity', 'activities')}`;
  terminal.note(truncated ? `${text}, and more than that: --limit lets more through` : text);
}

async function printPlan(terminal: Terminal, plan: ReplayPlan, options: Options): Promise<void> {
  if (isWholeJson(options)) return terminal.data(jsonText(plan, options.format));
  if (plan.sample.length > 0)
    await printTable(terminal, { columns: candidateColumns, rows: plan.sample }, options);
}

async function replay(terminal: Terminal, api: Api, request: ReplayRequest, options: Options): Promise<void> {
  const headers = { 'idempotency-key': randomUUID() };
  const made = await api.send<Replay>('POST', ['replays'], request, { headers });
  terminal.note(`Replay ${made.replay}: ${counted(made.count.runs, 'run', 'runs')} started`, 'green');
  if (isWholeJson(options)) terminal.data(jsonText(made, options.format));
  else if (made.runs.length > 0)
    await printTable(terminal, { columns: replayRunColumns, rows: made.runs }, options);
  const runIds = made.runs.map(({ run }) => run);
  if (runIds.length < made.count.runs) terminal.note(`Of these, the first ${runIds.length} are listed.`);
  if (options.wait !== true) return;
  requireSuccess(runIds, await printRuns(terminal, api, runIds, options.timeout), options.timeout);
}
