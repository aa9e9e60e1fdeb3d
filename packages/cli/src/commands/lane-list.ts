import { Option } from 'commander';
import type { Lane } from '../api/entities.ts';
import { readList, type ListSize } from '../api/read-list.ts';
import { defineCommand } from '../command.ts';
import { Failure } from '../failure.ts';
import { integerFrom } from '../input/parse-option.ts';
import { printTable } from '../output/print-table.ts';
import { tableOptions, type TableOptions } from '../output/table-options.ts';
import type { Column } from '../output/table.ts';

type Options = TableOptions & ListSize;

const columns: readonly Column<Lane>[] = [
  { id: 'id', header: 'ID', value: ({ id }) => id, isWhole: true },
  { id: 'project', header: 'Project', value: ({ project }) => project },
  { id: 'integration', header: 'Integration', value: (lane) => lane.integration_name },
  { id: 'state', header: 'State', value: ({ state }) => state },
  { id: 'waits', header: 'Waits (s)', value: (lane) => Math.round(lane.oldest_age_ms / 1000) },
  { id: 'worker', header: 'Worker', value: ({ worker }) => worker },
  { id: 'until', header: 'Limited until', value: (lane) => lane.limited_until, isDate: true, isExtra: true },
  { id: 'type', header: 'Type', value: ({ type }) => type, isExtra: true },
  { id: 'claimed', header: 'Last claim', value: (lane) => lane.claimed_at, isDate: true, isExtra: true },
  { id: 'claimer', header: 'Claimed by', value: (lane) => lane.claimed_by, isExtra: true },
];

/** `lane:list` */
export const laneList = defineCommand<Options>({
  name: 'lane:list',
  summary: 'Lists lanes with due runs, the one that waits longest first',
  details:
    'Of the project that --project or UPSHOT_PROJECT names, or else of all. It needs a token for every project. ' +
    'A lane is active (a worker works on it), parked (its project has its share of that worker), paused (its ' +
    'integration is), limited (by the rate limit of its integration) or waiting.',
  options: [
    new Option('--limit <number>', 'how many, at most 100').argParser(integerFrom(1, 100)).default(25),
    new Option('--all', 'all of them, page after page'),
    ...tableOptions,
  ],
  async run({ api, project, terminal }, { options }) {
    const rows = await readList<Lane>(api, ['lanes'], { project }, options);
    if (rows.length === 0) throw new Failure('No lane has due runs');
    await printTable(terminal, { columns, rows }, options);
  },
});
