import { Option } from 'commander';
import type { ReplayStatus } from '../api/entities.ts';
import { readList, type ListSize } from '../api/read-list.ts';
import { chooseProject } from '../choose-project.ts';
import { defineCommand } from '../command.ts';
import { Failure } from '../failure.ts';
import { integerFrom } from '../input/parse-option.ts';
import { printTable } from '../output/print-table.ts';
import { tableOptions, type TableOptions } from '../output/table-options.ts';
import type { Column } from '../output/table.ts';

type Options = TableOptions & ListSize;

const columns: readonly Column<ReplayStatus>[] = [
  { id: 'id', header: 'ID', value: ({ id }) => id, isWhole: true },
  { id: 'created', header: 'Created', value: (replay) => replay.created_at, isDate: true },
  { id: 'runs', header: 'Runs', value: ({ runs }) => runs },
  { id: 'done', header: 'Done', value: ({ done }) => done },
  { id: 'failed', header: 'Failed', value: ({ failed }) => failed },
  { id: 'pending', header: 'Pending', value: ({ pending }) => pending },
  { id: 'cancelled', header: 'Cancelled', value: (replay) => replay.cancelled_at, isDate: true },
  { id: 'token', header: 'Token', value: (replay) => replay.requested_by, isExtra: true },
];

/** `replay:list` */
export const replayList = defineCommand<Options>({
  name: 'replay:list',
  summary: 'Lists replays, the newest first, and how far they have come',
  options: [
    new Option('--limit <number>', 'how many, at most 100').argParser(integerFrom(1, 100)).default(25),
    new Option('--all', 'all of them, page after page'),
    ...tableOptions,
  ],
  async run(session, { options }) {
    const { api } = await chooseProject(session);
    const rows = await readList<ReplayStatus>(api, ['replays'], {}, options);
    if (rows.length === 0) throw new Failure('No replays found');
    await printTable(session.terminal, { columns, rows }, options);
  },
});
