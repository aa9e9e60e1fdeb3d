import { toTimestamp } from '@upshot/shared/timestamp';
import { Option } from 'commander';
import { defineCommand } from '../command.ts';
import { Failure } from '../failure.ts';
import { integerFrom, parseDate } from '../input/parse-option.ts';
import { readPages, type Page } from '../log-export/read-pages.ts';
import { exportedViews, type ExportedName } from '../log-export/views.ts';
import { counted } from '../output/counted.ts';

interface Options {
  readonly from: Date;
  readonly to?: Date;
  readonly view: ExportedName;
  readonly format: 'ndjson' | 'csv';
  readonly page: number;
}

/** `log:export` */
export const logExport = defineCommand<Options>({
  name: 'log:export',
  summary: 'Writes all rows of a range of time to standard output',
  details:
    'Of the project that --project or UPSHOT_PROJECT names, or else of all. Every column of a view of the schema v1, ' +
    'in the order of its time; page after page, so that a range may be of any size. What commits while it runs may ' +
    'be left out: end the range a minute ago. Needs an admin token for every project.',
  options: [
    new Option('--from <date>', 'rows of this time or later, such as -1d')
      .argParser(parseDate)
      .makeOptionMandatory(),
    new Option('--to <date>', 'rows before this time (now)').argParser(parseDate),
    new Option('--view <name>', 'what to export').choices(Object.keys(exportedViews)).default('attempts'),
    new Option('--format <format>', 'a JSON object a line, or CSV')
      .choices(['ndjson', 'csv'])
      .default('ndjson'),
    new Option('--page <rows>', 'how many rows to ask for at once')
      .argParser(integerFrom(1, 10_000))
      .default(2000),
  ],
  async run({ api, project, terminal }, { options }) {
    const { view, format, page: pageRows } = options;
    const [from, to] = [options.from, options.to ?? new Date()];
    if (from >= to) throw new Failure('--to must be later than --from');
    const order = { view, project, from: toTimestamp(from), to: toTimestamp(to), pageRows };
    let rows = 0;
    for await (const page of readPages(api, order)) {
      terminal.data(await writers[format](page, rows === 0));
      rows += page.rows.length;
    }
    terminal.note(`${counted(rows, 'row', 'rows')} written`, 'green');
  },
});

const writers: {
  readonly [F in Options['format']]: (page: Page, isFirst: boolean) => string | Promise<string>;
} = {
  ndjson: ({ columns, rows }) =>
    rows
      .map((row) => JSON.stringify(Object.fromEntries(columns.map((name, index) => [name, row[index]]))))
      .map((line) => `${line}\n`)
      .join(''),
  async csv({ columns, rows }, isFirst) {
    const { stringify } = await import('csv-stringify/sync');
    const cells = rows.map((row) => row.map(toCell));
    return stringify(isFirst ? [columns, ...cells] : cells, { record_delimiter: '\n' });
  },
};

function toCell(value: unknown): string {
  if (value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
