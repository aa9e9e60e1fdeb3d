import { Option } from 'commander';
import { collect, integerFrom } from '../input/parse-option.ts';

/** The activity of a trial. */
export interface ActivityOptions {
  readonly sample?: string;
  readonly activity?: string;
  readonly state?: string;
  readonly result?: string;
  readonly seed?: number;
  readonly set?: readonly string[];
  readonly past?: string;
  readonly run?: string;
}

/** What a script finds around its activity. */
export interface SurroundingOptions {
  readonly projectJson?: string;
  readonly var?: readonly string[];
  readonly varJson?: readonly string[];
  readonly secret?: readonly string[];
  readonly varsFile?: string;
  readonly varsOf?: string;
  readonly storage?: string;
  readonly storageOf?: string;
  readonly saveStorage?: string;
}

/** What happens to requests. */
export interface RequestOptions {
  readonly respond?: readonly string[];
  readonly rules?: string;
  readonly strict?: true;
  readonly live?: true;
  readonly allow?: readonly string[];
}

/** What is kept of a trial, and what it repeats. */
export interface CassetteOptions {
  readonly record?: string;
  readonly allowSecrets?: true;
  readonly replay?: string;
  readonly match?: 'exact' | 'loose';
}

export interface LimitOptions {
  readonly wall?: number;
  readonly cpu?: number;
  readonly memory?: number;
  readonly fetches?: number;
  readonly output?: number;
}

const repeated = (flags: string, description: string) => new Option(flags, description).argParser(collect);

const number = (flags: string, description: string, [minimum, maximum]: readonly [number, number]) =>
  new Option(flags, description).argParser(integerFrom(minimum, maximum));

export const activityOptions: readonly Option[] = [
  new Option('-s, --sample <type>', 'a sample of this activity type (default: environment.push)').conflicts(
    'activity',
  ),
  new Option('-a, --activity <file>', 'the activity in this file, - for standard input'),
  new Option('--past <activity>', 'a recorded one: its id, last, or failed').conflicts([
    'sample',
    'activity',
  ]),
  new Option('--run <id>', 'replay a recorded run; of another one, its activity and variables').conflicts([
    'sample',
    'activity',
    'past',
  ]),
  new Option('--state <state>', 'the sample in this state'),
  new Option('--result <result>', 'the sample with this result: success or failure').choices([
    'success',
    'failure',
  ]),
  number('--seed <n>', 'another sample; the same number gives the same one', [0, Number.MAX_SAFE_INTEGER]),
  repeated('--set <path=value>', 'change the activity; dots descend, the value is JSON or text'),
];

export const surroundingOptions: readonly Option[] = [
  new Option('--project-json <file>', 'the project that the script sees'),
  repeated('--var <name=value>', 'a variable; @file for the text of a file'),
  repeated('--var-json <name=json>', 'a variable with a JSON value'),
  repeated('--secret <name=value>', 'a variable that is masked; @file for the text of a file'),
  new Option('--vars-file <file>', 'variables: a JSON object, or lines NAME=value'),
  new Option('--vars-of <integration>', 'the variables of an integration; sensitive ones are "<name>"'),
  new Option('--storage <file>', 'what is stored before the run: a JSON object'),
  new Option('--storage-of <integration>', 'what an integration stores, with that of --storage on top'),
  new Option('--save-storage <file>', 'write what is stored after the run'),
];

export const requestOptions: readonly Option[] = [
  repeated(
    '--respond <answer>',
    'answer requests: STATUS[:BODY], or METHOD URL STATUS[:BODY]; the first match answers; @file as body',
  ),
  new Option('--rules <file>', 'answer requests by this rules file (YAML or JSON)'),
  new Option('--strict', 'end with 13 when no rule answers a request, or a rule is not used').conflicts(
    'live',
  ),
  new Option('--live', 'send the requests that no rule answers'),
  repeated('--allow <destination>', 'open a private destination to --live: host or CIDR, with :port'),
];

/** The options whose part is taken by what was recorded. */
const recordedOptions =
  'sample activity past run set projectJson varsOf storage storageOf respond rules strict live record'.split(
    ' ',
  );

export const cassetteOptions: readonly Option[] = [
  new Option('--record <file>', 'write a cassette: all that a replay of this run needs'),
  new Option('--allow-secrets', 'write it also when it holds what looks like a secret'),
  new Option(
    '--replay <cassette>',
    'run on what was recorded; the exit code is 12 when something is different',
  ).conflicts(recordedOptions),
  new Option('--match <how>', 'find recorded answers in their order, or by method and URL')
    .choices(['exact', 'loose'])
    .default('exact'),
];

/** The bounds are those of the worker's settings. */
export const limitOptions: readonly Option[] = [
  number('--wall <ms>', 'wall-clock time (default: 30000)', [10, 3_600_000]),
  number('--cpu <ms>', 'processor time (default: 5000)', [10, 3_600_000]),
  number('--memory <mb>', 'memory (default: 128)', [16, 2048]),
  number('--fetches <n>', 'requests (default: 50)', [0, 10_000]),
  number('--output <bytes>', 'output that is kept (default: 262144)', [1024, 16 * 1024 * 1024]),
];

/** The limits that were named. */
export function readLimits({
  wall,
  cpu,
  memory,
  fetches,
  output,
}: LimitOptions): Readonly<Record<string, number>> {
  const named = { wallMs: wall, cpuMs: cpu, memoryMb: memory, fetches, outputBytes: output };
  return Object.fromEntries(
    Object.entries(named).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
