import { Option } from 'commander';
import { chooseActivity } from '../activities/choose-activity.ts';
import { selectionOptions, type ActivityFilter } from '../activities/filter.ts';
import { listVerdicts, verdictColumns } from '../activities/receipt-table.ts';
import type { ExplainedReceipt } from '../api/entities.ts';
import { chooseProject } from '../choose-project.ts';
import { Failure } from '../failure.ts';
import { integerFrom } from '../input/parse-option.ts';
import { explainBackwards } from '../integrations/explain-backwards.ts';
import { defineCommand } from '../command.ts';
import { printTable } from '../output/print-table.ts';
import { tableOptions, type TableOptions } from '../output/table-options.ts';
import { isWholeJson, jsonListText } from '../output/whole-json.ts';

interface BackwardsOptions {
  readonly integration?: string;
  readonly last?: number;
}

/** `activity:explain` */
export const activityExplain = defineCommand<ActivityFilter & TableOptions & BackwardsOptions>({
  name: 'activity:explain',
  summary: 'Tells which integrations an activity fired, and why not the others',
  details:
    'An activity recorded in several states has an answer for each; --state names one. With --integration it tells ' +
    'which of the last activities fired that integration, and why the others did not.',
  arguments: { '[id]': 'the activity, or how its id begins (default: the newest)' },
  options: [
    ...selectionOptions.filter(({ long }) => long !== '--state'),
    new Option('--state <state>', 'only as it was recorded in this state'),
    new Option(
      '--integration <name>',
      'what the last activities did at this integration, by its name or its id',
    ),
    new Option('--last <n>', 'so many of them (default: 100)').argParser(integerFrom(1, 1000)),
    ...tableOptions,
  ],
  async run(session, { args: [id], options: { state, integration, last, ...options } }) {
    if (integration !== undefined) {
      if (id !== undefined) throw new Failure('Name an activity, or --integration, not both.');
      return await explainBackwards(session, integration, last ?? 100, options);
    }
    if (last !== undefined) throw new Failure('--last takes --integration, too');
    const { terminal } = session;
    const { api } = await chooseProject(session);
    const activity = await chooseActivity(api, id, options);
    const receipts = await api.get<ExplainedReceipt[]>(['activities', activity.id, 'explain'], { state });
    if (isWholeJson(options)) return terminal.data(jsonListText(receipts, options.format));
    terminal.note(`What the activity ${activity.id} (${activity.type}) fired:`);
    const rows = listVerdicts(receipts);
    if (rows.length === 0) return terminal.note('Nothing: there was no integration.');
    const columns = verdictColumns({ hasManyActivities: false, hasManyStates: receipts.length > 1 });
    await printTable(terminal, { columns, rows }, options);
  },
});
