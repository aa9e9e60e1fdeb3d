import { Option } from 'commander';
import { Failure } from '../failure.ts';
import { collect, parseBoolean } from '../input/parse-option.ts';
import { readText } from '../input/read-text.ts';

export interface VariableOptions {
  readonly value?: string;
  readonly valueFile?: string;
  readonly json?: boolean;
  readonly sensitive?: boolean;
  readonly attribute?: readonly string[];
}

/** The options that set a variable. */
export const variableOptions: readonly Option[] = [
  new Option('--value <text>', 'its value'),
  new Option('--value-file <file>', 'the file its value is read from (- for standard input): for secrets'),
  new Option('--json [yes/no]', 'whether the value is JSON').argParser(parseBoolean),
  new Option('--sensitive [yes/no]', 'whether the value is never shown again').argParser(parseBoolean),
  new Option('--attribute <key=value>', 'a note about it').argParser(collect),
];

/** Returns the properties the options give. The last line break of a file is not part of the value. */
export async function readVariableOptions(options: VariableOptions): Promise<Record<string, unknown>> {
  const { value, valueFile, json, sensitive, attribute } = options;
  if (value !== undefined && valueFile !== undefined)
    throw new Failure('Use --value or --value-file, not both.');
  const text = valueFile === undefined ? value : (await readText(valueFile)).replace(/\r?\n$/, '');
  const attributes = attribute === undefined ? undefined : Object.fromEntries(attribute.map(parseAttribute));
  const properties = { value: text, is_json: json, is_sensitive: sensitive, attributes };
  return Object.fromEntries(Object.entries(properties).filter(([, property]) => property !== undefined));
}

function parseAttribute(text: string): [string, string] {
  const at = text.indexOf('=');
  if (at < 1) throw new Failure(`Invalid --attribute: ${text} (it must be key=value)`);
  return [text.slice(0, at), text.slice(at + 1)];
}
