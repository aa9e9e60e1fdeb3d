import { outcomes } from '@upshot/shared/outcome';
import { toTimestampOrNull } from '@upshot/shared/timestamp';
import { Option } from 'commander';
import type { Run } from '../api/entities.ts';
import { readList, type ListSize } from '../api/read-list.ts';
import { chooseProject } from '../choose-project.ts';
import { defineCommand } from '../command.ts';
import { Failure } from '../failure.ts';
import { collectList, integerFrom, parseDate } from '../input/parse-option.ts';
import { printTable } from '../output/print-table.ts';
import { tableOptions, type TableOptions } from '../output/table-options.ts';
import { runColumns } from '../runs/columns.ts';

interface Options extends TableOptions, ListSize {
  readonly activity?: string;
  readonly integration?: string;
  readonly outcome?: readonly string[];
  readonly type?: readonly string[];
  readonly scriptVersion?: number;
  readonly replay?: string;
  readonly from?: Date;
  readonly to?: Date;
}

/** `run:list` */
export const runList = defineCommand<Options>({
  name: 'run:list',
  summary: 'Lists runs, newest first: each is one integration answering one activity',
  options: [
    new Option('--activity <id>', 'only those that answer this activity'),
    new Option('--integration <id>', 'only those of this integration'),
    new Option('--outcome <outcomes>', `only those that ended so: ${outcomes.join(', ')}`).argParser(
      collectList,
    ),
    new Option('--type <types>', 'only those that answer activities of these types').argParser(collectList),
    new Option('--script-version <number>', 'only those of this version of the script').argParser(
      integerFrom(1, 2_147_483_647),
    ),
    new Option('--replay <id>', 'only those that this replay made'),
    new Option('--from <date>', 'only those created then or later, such as -1h').argParser(parseDate),
    new Option('--to <date>', 'only those created before').argParser(parseDate),
    new Option('--limit <number>', 'how many, at most 100').argParser(integerFrom(1, 100)).default(10),
    new Option('--all', 'all of them, page after page'),
    ...tableOptions,
  ],
  async run(session, { options }) {
    const project = await chooseProject(session);
    const { activity, integration, outcome, type, scriptVersion: version, replay } = options;
    const [from, to] = [options.from, options.to].map((date) => toTimestampOrNull(date) ?? undefined);
    const query = { activity, integration, outcome, type, version, replay, from, to };
    const rows = await readList<Run>(project.api, ['runs'], query, options);
    if (rows.length === 0) throw new Failure('No runs found');
    await printTable(session.terminal, { columns: runColumns, rows }, options);
  },
});
