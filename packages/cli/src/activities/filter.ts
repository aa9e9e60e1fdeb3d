import { Option } from 'commander';
import { collectList, integerFrom, parseDate } from '../input/parse-option.ts';

/** Which activities are wanted. */
export interface ActivityFilter {
  readonly type?: readonly string[];
  readonly excludeType?: readonly string[];
  readonly state?: readonly string[];
  readonly result?: string;
  readonly incomplete?: true;
  readonly start?: Date;
  readonly environment?: readonly string[];
  readonly limit: number;
}

const typeOption = (flags: string) =>
  new Option(flags, 'only these types; * is a wildcard, "push" is short for "environment.push"').argParser(
    collectList,
  );

const outcomeOptions: readonly Option[] = [
  new Option('-x, --exclude-type <types>', 'not these types').argParser(collectList),
  new Option('--state <states>', 'only in these states').argParser(collectList),
  new Option('--result <result>', 'only with this result: success or failure'),
  new Option('-i, --incomplete', 'only pending ones and those in progress'),
];

const environmentOptions: readonly Option[] = [
  new Option('-e, --environment <ids>', 'only of these environments').argParser(collectList),
  new Option('-a, --all', 'of all environments (this is the default)'),
];

const extentOptions: readonly Option[] = [
  new Option('--limit <number>', 'how many at most').argParser(integerFrom(1)).default(10),
  new Option(
    '--start <date>',
    'only those created at this time or before, such as "-1 hour" or yesterday',
  ).argParser(parseDate),
];

/** The options that select among activities. */
export const selectionOptions: readonly Option[] = [
  typeOption('-t, --type <types>'),
  ...outcomeOptions,
  ...environmentOptions,
];

/** The same for logs, where `-t` is short for `--timestamps`. */
export const logSelectionOptions: readonly Option[] = [
  typeOption('--type <types>'),
  ...outcomeOptions,
  ...environmentOptions,
];

/** The options of a list of activities. */
export const listOptions: readonly Option[] = [...selectionOptions, ...extentOptions];

/** The options of a list of an integration's runs, which are of no environment. */
export const runListOptions: readonly Option[] = [
  typeOption('-t, --type <types>'),
  ...outcomeOptions,
  ...extentOptions,
  new Option('-e, --environment <ids>', 'without effect, as on Platform.sh')
    .argParser(collectList)
    .hideHelp(),
];
