import { outcomes } from '@upshot/shared/outcome';
import { Option } from 'commander';
import type { Run } from '../api/entities.ts';
import { chooseProject } from '../choose-project.ts';
import { defineCommand } from '../command.ts';
import { Failure } from '../failure.ts';
import { collectList, integerFrom } from '../input/parse-option.ts';
import { printTable } from '../output/print-table.ts';
import { tableOptions, type TableOptions } from '../output/table-options.ts';
import { runColumns } from '../runs/columns.ts';
import { readAllRuns } from '../runs/read-all-runs.ts';

interface Options extends TableOptions {
  readonly activity?: string;
  readonly integration?: string;
  readonly outcome?: readonly string[];
  readonly limit: number;
  readonly all?: true;
}

/** `run:list` */
export const runList = defineCommand<Options>({
  name: 'run:list',
  aliases: ['runs'],
  summary: 'Lists runs, newest first: each is one integration answering one activity',
  options: [
    new Option('--activity <id>', 'only those that answer this activity'),
    new Option('--integration <id>', 'only those of this integration'),
    new Option('--outcome <outcomes>', `only those that ended so: ${outcomes.join(', ')}`).argParser(
      collectList,
    ),
    new Option('--limit <number>', 'how many, at most 100').argParser(integerFrom(1, 100)).default(10),
    new Option('--all', 'all of them, page after page'),
    ...tableOptions,
  ],
  async run(session, { options }) {
    const project = await chooseProject(session);
    const { activity, integration, outcome, limit } = options;
    const query = { activity, integration, outcome };
    const rows =
      options.all === true
        ? await readAllRuns(project.api, query)
        : (await project.api.get<Run[]>(['runs'], { ...query, count: limit })).slice(0, limit);
    if (rows.length === 0) throw new Failure('No runs found');
    await printTable(session.terminal, { columns: runColumns, rows }, options);
  },
});
