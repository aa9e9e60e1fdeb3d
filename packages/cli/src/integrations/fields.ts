import path from 'node:path';
import type { IntegrationType } from '@upshot/integrations/registry';
import { Option } from 'commander';
import { Failure } from '../failure.ts';
import { collectList, integerFrom, splitList } from '../input/parse-option.ts';
import { readText } from '../input/read-text.ts';

export type FieldValue = string | number | null | readonly string[];

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
    option: new Option('--url <url>', 'webhook, health.webhook: the address to call'),
    types: ['webhook', 'health.webhook'],
    isRequired: true,
    parse: parseUrl,
  },
  {
    property: 'shared_key',
    label: 'Shared key',
    option: new Option(
      '--shared-key <key>',
      'webhook, health.webhook: the key to sign requests with (empty: none)',
    ),
    types: ['webhook', 'health.webhook'],
    parse: (text) => (text === '' ? null : text),
  },
  {
    property: 'recipients',
    label: 'Recipients',
    option: new Option(
      '--recipients <addresses>',
      'health.email: whom to tell; e-mail addresses, #admins or #viewers',
    ).argParser(collectList),
    types: ['health.email'],
    isRequired: true,
    isList: true,
    parse: splitRequired,
  },
  {
    property: 'from_address',
    label: 'From address',
    option: new Option('--from-address <address>', 'health.email: the sender (empty: as the server says)'),
    types: ['health.email'],
    parse: (text) => (text === '' ? null : text),
  },
  {
    property: 'channel',
    label: 'Channel',
    option: new Option('--channel <channel>', 'health.slack: the channel to write to'),
    types: ['health.slack'],
    isRequired: true,
    parse: (text) => text,
  },
  {
    property: 'token',
    label: 'Token',
    option: new Option('--token <token>', 'health.slack: the token of the Slack app'),
    types: ['health.slack'],
    isRequired: true,
    parse: (text) => text,
  },
  {
    property: 'routing_key',
    label: 'Routing key',
    option: new Option('--routing-key <key>', 'health.pagerduty: the routing key of the PagerDuty service'),
    types: ['health.pagerduty'],
    isRequired: true,
    parse: (text) => text,
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

function splitRequired(text: string): string[] {
  const items = splitList(text);
  if (items.length === 0) throw new Failure('This field is required.');
  return items;
}

function parseUrl(text: string): string {
  const url = URL.parse(text);
  if (url === null || url.host === '') throw new Failure(`Invalid URL: ${text}`);
  return text;
}
