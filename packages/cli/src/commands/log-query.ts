import { Option } from 'commander';
import { defineCommand } from '../command.ts';
import { Failure } from '../failure.ts';
import { integerFrom } from '../input/parse-option.ts';
import { printTable } from '../output/print-table.ts';
import { tableOptions, type TableOptions } from '../output/table-options.ts';

interface Options extends TableOptions {
  readonly saved?: string;
  readonly list?: true;
  readonly limit: number;
}

interface Answer {
  readonly columns: readonly { readonly name: string }[];
  readonly rows: readonly (readonly unknown[])[];
  readonly truncated: boolean;
}

interface Saved {
  readonly name: string;
  readonly title: string;
}

/** `log:query` */
export const logQuery = defineCommand<Options>({
  name: 'log:query',
  summary: 'Queries the log with SQL',
  details:
    'One SELECT over the views of the schema v1, such as runs, attempts, activities, skips and pending; read-only, ' +
    'at most ten seconds. Needs an admin token for every project.',
  arguments: { '[sql]': 'the query, such as "select outcome, count(*) from runs group by 1"' },
  options: [
    new Option('--saved <name>', 'run a query of the pack').conflicts('list'),
    new Option('--list', 'list the queries of the pack'),
    new Option('--limit <rows>', 'how many rows at most').argParser(integerFrom(1, 10_000)).default(1000),
    ...tableOptions,
  ],
  async run({ api, terminal }, { args: [query], options }) {
    if (options.list === true) {
      const rows = await api.get<Saved[]>(['sql', 'saved']);
      const columns = [
        { id: 'name', header: 'Name', value: ({ name }: Saved) => name, isWhole: true },
        { id: 'title', header: 'Title', value: ({ title }: Saved) => title },
      ];
      return await printTable(terminal, { columns, rows }, options);
    }
    if ((query === undefined) === (options.saved === undefined)) {
      throw new Failure('Give a query, or --saved with the name of one; --list shows the names');
    }
    const body = { query, saved: options.saved, limit: options.limit };
    const { columns, rows, truncated } = await api.send<Answer>('POST', ['sql'], body);
    const shown = columns.map(({ name }, index) => ({
      id: name,
      header: name,
      value: (row: readonly unknown[]) => row[index],
    }));
    if (rows.length === 0) throw new Failure('No rows found');
    await printTable(terminal, { columns: shown, rows }, options);
    if (truncated) terminal.note(`More rows were left out: see --limit, or add a range`, 'yellow');
  },
});
