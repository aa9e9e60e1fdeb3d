import { InvalidArgumentError, Option } from 'commander';
import { collectList } from '../input/parse-option.ts';
import { formats, type Format } from './format.ts';

export interface TableOptions {
  readonly format: Format;
  readonly columns?: readonly string[];
  readonly header: boolean;
  readonly dateFmt: string;
}

/** The options of every command that prints a table. */
export const tableOptions: readonly Option[] = [
  new Option('--format <format>', `how to print: ${Object.keys(formats).join(', ')}`)
    .argParser(parseFormat)
    .default('table'),
  new Option(
    '-c, --columns <names>',
    'which columns to print, separated by commas; * is a wildcard, + stands for the default columns',
  ).argParser(collectList),
  new Option('--no-header', 'leave the header out'),
  new Option('--date-fmt <format>', 'how to print dates, in the letters of PHP').default('c'),
];

function parseFormat(text: string): Format {
  const format = text.toLowerCase();
  if (Object.hasOwn(formats, format)) return format as Format;
  throw new InvalidArgumentError(
    `Invalid format: ${text} (available formats: ${Object.keys(formats).join(', ')})`,
  );
}
