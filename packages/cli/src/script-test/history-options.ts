import { outcomes } from '@upshot/shared/outcome';
import { Option } from 'commander';
import { collect, collectList, integerFrom, parseDate } from '../input/parse-option.ts';

/** Which runs a script is compared with, and what counts. */
export interface HistoryOptions {
  readonly integration?: string;
  readonly last?: number;
  readonly since?: Date;
  readonly outcome?: readonly string[];
  readonly type?: readonly string[];
  readonly against?: number;
  readonly failOn?: 'broken' | 'changed';
  readonly ignore?: readonly string[];
  readonly var?: readonly string[];
  readonly secret?: readonly string[];
  readonly varsFile?: string;
  readonly onServer?: true;
}

/** Tells whether what was found is too much: a run that is broken, or with `changed` any that is different. */
export function isTooDifferent(
  compared: readonly { readonly verdict: string }[],
  failOn: HistoryOptions['failOn'],
): boolean {
  const failing = failOn === 'changed' ? ['broken', 'changed'] : ['broken'];
  return compared.some(({ verdict }) => failing.includes(verdict));
}

/** What a comparison can leave out, as `comparedParts` has it. */
const parts = ['error', 'output', 'requests', 'storage'];

const repeated = (flags: string, description: string) => new Option(flags, description).argParser(collect);

/** Which differences are too much. */
export function failOnOption(description: string): Option {
  return new Option('--fail-on <what>', description).choices(['broken', 'changed']).default('broken');
}

export const historyOptions: readonly Option[] = [
  new Option('--integration <name>', 'compare with the runs of this integration, by its name or its id'),
  new Option('--last <n>', 'so many of them, rare types and outcomes included (default: 100)').argParser(
    integerFrom(1, 1000),
  ),
  new Option('--since <date>', 'only those created then or later, such as -1d').argParser(parseDate),
  new Option('--outcome <outcomes>', `only those that ended so: ${outcomes.join(', ')}`).argParser(
    collectList,
  ),
  new Option('--type <types>', 'only those that answer activities of these types').argParser(collectList),
  new Option('--against <version>', 'only those of this version of the script').argParser(
    integerFrom(1, 2_147_483_647),
  ),
  failOnOption('when the exit code is 12'),
  new Option('--ignore <parts>', `leave out of the comparison: ${parts.join(', ')}`).argParser(collectList),
  new Option('--on-server', 'have workers compare, at most 200 runs, with the variables of the integration'),
  repeated('--var <name=value>', 'a variable; @file for the text of a file'),
  repeated('--secret <name=value>', 'a variable that is masked; @file for the text of a file'),
  new Option('--vars-file <file>', 'variables: a JSON object, or lines NAME=value'),
];
