import { toTimestampOrNull } from '@upshot/shared/timestamp';
import { Option } from 'commander';
import type { Issue } from '../api/entities.ts';
import { chooseProject } from '../choose-project.ts';
import { defineCommand } from '../command.ts';
import { Failure } from '../failure.ts';
import { collectList, integerFrom, parseDate } from '../input/parse-option.ts';
import { printTable } from '../output/print-table.ts';
import { tableOptions, type TableOptions } from '../output/table-options.ts';
import type { Column } from '../output/table.ts';

interface Options extends TableOptions {
  readonly state?: readonly string[];
  readonly integration?: string;
  readonly from?: Date;
  readonly to?: Date;
  readonly limit: number;
}

const columns: readonly Column<Issue>[] = [
  { id: 'id', header: 'ID', value: ({ id }) => id, isWhole: true },
  { id: 'state', header: 'State', value: ({ state, reopened }) => (reopened ? 'reopened' : state) },
  { id: 'integration', header: 'Integration', value: (issue) => issue.integration_name },
  { id: 'error', header: 'Error', value: (issue) => issue.error_name ?? issue.outcome },
  { id: 'message', header: 'Message', value: ({ pattern }) => pattern },
  { id: 'line', header: 'Line', value: ({ line }) => line },
  { id: 'count', header: 'Runs', value: ({ count }) => count },
  { id: 'last', header: 'Last seen', value: (issue) => issue.last_seen, isDate: true },
  { id: 'first', header: 'First seen', value: (issue) => issue.first_seen, isDate: true, isExtra: true },
  { id: 'version', header: 'Since version', value: (issue) => issue.started_with_version, isExtra: true },
  { id: 'status', header: 'HTTP status', value: (issue) => issue.http_status, isExtra: true },
  { id: 'run', header: 'Last run', value: (issue) => issue.last_run, isExtra: true },
  { id: 'last_message', header: 'Last message', value: ({ message }) => message, isExtra: true },
];

/** `issue:list` */
export const issueList = defineCommand<Options>({
  name: 'issue:list',
  summary: 'Lists failures that look alike, those that failed last first',
  details:
    'Of one integration, with one error, line and message, numbers, ids and quoted parts left out. Without --from, ' +
    'of the last seven days.',
  options: [
    new Option('--state <states>', 'only open, acknowledged or resolved ones').argParser(collectList),
    new Option('--integration <id>', 'only those of this integration'),
    new Option('--from <date>', 'only what failed then or later, such as -1h').argParser(parseDate),
    new Option('--to <date>', 'only what failed before').argParser(parseDate),
    new Option('--limit <number>', 'how many, at most 100').argParser(integerFrom(1, 100)).default(25),
    ...tableOptions,
  ],
  async run(session, { options }) {
    const { api } = await chooseProject(session);
    const { state, integration, limit: count } = options;
    const [from, to] = [options.from, options.to].map((date) => toTimestampOrNull(date) ?? undefined);
    const query = { state, integration, from, to, count };
    const { issues, truncated } = await api.get<IssuesAnswer>(['issues'], query);
    if (issues.length === 0) throw new Failure('No issues found');
    await printTable(session.terminal, { columns, rows: issues }, options);
    if (truncated) session.terminal.note('Only the newest 20,000 failures count: name a later --from');
  },
});

interface IssuesAnswer {
  readonly issues: readonly Issue[];
  readonly truncated: boolean;
}
