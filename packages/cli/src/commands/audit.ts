import { toTimestampOrNull } from '@upshot/shared/timestamp';
import { Option } from 'commander';
import type { Change } from '../api/entities.ts';
import { readList, type ListSize } from '../api/read-list.ts';
import { defineCommand } from '../command.ts';
import { Failure } from '../failure.ts';
import { integerFrom, parseDate } from '../input/parse-option.ts';
import { printTable } from '../output/print-table.ts';
import { tableOptions, type TableOptions } from '../output/table-options.ts';
import type { Column } from '../output/table.ts';

interface Options extends TableOptions, ListSize {
  readonly token?: string;
  readonly operation?: string;
  readonly from?: Date;
  readonly to?: Date;
}

const columns: readonly Column<Change>[] = [
  { id: 'at', header: 'At', value: ({ at }) => at, isDate: true },
  { id: 'token', header: 'Token', value: ({ token, token_name }) => token_name ?? token },
  { id: 'operation', header: 'Operation', value: ({ operation }) => operation },
  { id: 'project', header: 'Project', value: ({ project }) => project },
  { id: 'target', header: 'Target', value: describeTarget },
  { id: 'fields', header: 'Fields', value: ({ fields }) => fields.join(', ') },
  { id: 'status', header: 'Status', value: ({ status }) => status },
  { id: 'token_id', header: 'Token ID', value: ({ token }) => token, isExtra: true },
  { id: 'request', header: 'Request', value: (change) => change.request_id, isExtra: true },
  { id: 'trace', header: 'Trace', value: (change) => change.trace_id, isExtra: true },
];

/** `audit` */
export const audit = defineCommand<Options>({
  name: 'audit',
  summary: 'Lists who changed what, the newest first',
  details:
    'Of the project that --project or UPSHOT_PROJECT names, or else of the whole deployment, which needs a token for ' +
    'every project. Changes that were refused are listed, too. No status means: ingest ended before it was known. ' +
    'Values that were sent are not kept, only the names of their fields.',
  options: [
    new Option('--token <id>', 'only those with this token'),
    new Option('--operation <name>', 'only those of one kind, such as createIntegration'),
    new Option('--from <date>', 'only those made then or later, such as -1h').argParser(parseDate),
    new Option('--to <date>', 'only those made before').argParser(parseDate),
    new Option('--limit <number>', 'how many, at most 100').argParser(integerFrom(1, 100)).default(25),
    new Option('--all', 'all of them, page after page'),
    ...tableOptions,
  ],
  async run({ api, project, terminal }, { options }) {
    const { token, operation } = options;
    const [from, to] = [options.from, options.to].map((date) => toTimestampOrNull(date) ?? undefined);
    const path = project === undefined ? ['audit'] : ['projects', project, 'audit'];
    const rows = await readList<Change>(api, path, { token, operation, from, to }, options);
    if (rows.length === 0) throw new Failure('No changes found');
    await printTable(terminal, { columns, rows }, options);
  },
});

function describeTarget({ target, result }: Change): string | null {
  const named = Object.values(target);
  return named.length === 0 ? result : named.join(' ');
}
