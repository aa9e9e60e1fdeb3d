import path from 'node:path';
import type { IntegrationType } from '@upshot/shared/integration';
import { Option } from 'commander';
import { Failure } from '../failure.ts';
import { collectList, integerFrom, splitList } from '../input/parse-option.ts';
import { readText } from '../input/read-text.ts';

type FieldValue = string | number | null | readonly string[];

/** One thing that can be said about an integration: its option, its property in JSON, and the types that have it. */
export interface IntegrationField {
  readonly property: string;
  readonly label: string;
  readonly option: Option;
  readonly types: readonly IntegrationType[];
  readonly isRequired?: boolean;
  readonly isList?: boolean;
  /** Sent when a new integration does not say. */
  readonly default?: readonly string[];
  /** Left to those who know of it: not asked for. */
  readonly isUnasked?: boolean;
  /** Turns what was typed into what is sent, or throws a Failure that says what is wrong. */
  readonly parse: (text: string) => FieldValue | Promise<FieldValue>;
}

const hooks: readonly IntegrationType[] = ['script', 'webhook'];

/** Everything `integration:add` and `integration:update` can set. A further field is one entry here. */
export const integrationFields: readonly IntegrationField[] = [
  {
    property: 'script',
    label: 'Script file',
    option: new Option('--file <file>', 'script: the JavaScript file to run (- for standard input)'),
    types: ['script'],
    isRequired: true,
    parse: readScript,
  },
  {
    property: 'url',
    label: 'URL',
    option: new Option('--url <url>', 'webhook: the address to call'),
    types: ['webhook'],
    isRequired: true,
    parse: parseUrl,
  },
  {
    property: 'shared_key',
    label: 'Shared key',
    option: new Option('--shared-key <key>', 'webhook: the key to sign requests with (empty: none)'),
    types: ['webhook'],
    parse: (text) => (text === '' ? null : text),
  },
  {
    property: 'events',
    label: 'Events to report',
    option: new Option('--events <types>', 'the activity types that fire it').argParser(collectList),
    types: hooks,
    isList: true,
    default: ['*'],
    parse: splitList,
  },
  {
    property: 'states',
    label: 'States to report',
    option: new Option('--states <states>', 'the activity states that fire it').argParser(collectList),
    types: hooks,
    isList: true,
    default: ['complete'],
    parse: splitList,
  },
  {
    property: 'environments',
    label: 'Included environments',
    option: new Option('--environments <ids>', 'the environments it is for').argParser(collectList),
    types: hooks,
    isList: true,
    default: ['*'],
    parse: splitList,
  },
  {
    property: 'excluded_environments',
    label: 'Excluded environments',
    option: new Option('--excluded-environments <ids>', 'the environments it is not for').argParser(
      collectList,
    ),
    types: hooks,
    isList: true,
    parse: splitList,
  },
  {
    property: 'result',
    label: 'Result to report',
    option: new Option('--result <result>', 'how the activity must have ended: success, failure or *'),
    types: hooks,
    isUnasked: true,
    parse: (text) => text,
  },
  {
    property: 'concurrency',
    label: 'Concurrency',
    option: new Option('--concurrency <number>', 'how many of its runs may be under way at once').argParser(
      integerFrom(1),
    ),
    types: hooks,
    isUnasked: true,
    parse: Number,
  },
];

async function readScript(file: string): Promise<string> {
  if (!['.js', ''].includes(path.extname(file))) {
    throw new Failure(`Invalid file extension (allowed: .js, none): ${file}`);
  }
  return readText(file);
}

function parseUrl(text: string): string {
  const url = URL.parse(text);
  if (url === null || url.host === '') throw new Failure(`Invalid URL: ${text}`);
  return text;
}
