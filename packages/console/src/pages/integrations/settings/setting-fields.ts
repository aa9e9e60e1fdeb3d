import type { Integration } from '../../../api/entities.generated.ts';
import { asLines, textOf } from '../../../parts/text-input.tsx';

/** How a setting is shown and typed. A secret is never shown: an empty field keeps it. */
type SettingKind =
  | 'text'
  | 'optional text'
  | 'lines'
  | 'number'
  | 'optional number'
  | 'optional numbers'
  | 'secret'
  | 'removable secret'
  | { readonly oneOf: readonly string[] };

/** A setting of integrations; each type has some of them. */
export interface SettingField {
  readonly name: keyof Integration;
  readonly label: string;
  readonly kind: SettingKind;
  readonly hint?: string;
}

const patterns = 'One a line: names, globs, or * for all.';

const allFields: readonly SettingField[] = [
  {
    name: 'name',
    label: 'Name',
    kind: 'text',
    hint: 'Unique in the project; stands for the id in addresses.',
  },
  { name: 'events', label: 'Events', kind: 'lines', hint: patterns },
  { name: 'states', label: 'States', kind: 'lines', hint: patterns },
  { name: 'environments', label: 'Environments', kind: 'lines', hint: patterns },
  { name: 'excluded_environments', label: 'Excluded environments', kind: 'lines', hint: patterns },
  { name: 'result', label: 'Result', kind: { oneOf: ['*', 'success', 'failure'] } },
  {
    name: 'concurrency',
    label: 'Concurrency',
    kind: 'number',
    hint: 'Runs at once. With 1 they keep the order of their activities.',
  },
  {
    name: 'max_per_second',
    label: 'Rate limit',
    kind: 'optional number',
    hint: 'The most attempts a second, such as 0.1. Empty for no limit.',
  },
  {
    name: 'burst',
    label: 'Burst',
    kind: 'number',
    hint: 'How many attempts may begin at once within the rate limit.',
  },
  { name: 'isolation', label: 'Isolation', kind: { oneOf: ['warm', 'context', 'isolate'] } },
  { name: 'url', label: 'URL', kind: 'text' },
  {
    name: 'headers',
    label: 'Headers',
    kind: 'removable secret',
    hint: 'Sent with every delivery, one a line: "Authorization: Bearer …".',
  },
  {
    name: 'retry_seconds',
    label: 'Retries',
    kind: 'optional numbers',
    hint: 'Seconds before further attempts, such as 5, 30; or none. Empty for those of the server.',
  },
  { name: 'signature_form', label: 'Form of X-JWS-Signature', kind: { oneOf: ['rfc7797', 'compact'] } },
  {
    name: 'recipients',
    label: 'Recipients',
    kind: 'lines',
    hint: 'One a line: addresses, #admins or #viewers.',
  },
  {
    name: 'from_address',
    label: 'Sender',
    kind: 'optional text',
    hint: 'Empty for the one of the settings.',
  },
  { name: 'channel', label: 'Channel', kind: 'text' },
  { name: 'token', label: 'Token', kind: 'secret' },
  { name: 'routing_key', label: 'Routing key', kind: 'secret' },
];

/** The settings that an integration has. */
export function fieldsOf(integration: Integration): readonly SettingField[] {
  return allFields.filter(({ name }) => integration[name] !== undefined);
}

/** A setting as the text of its field. */
export function settingText(integration: Integration, { name, kind }: SettingField): string {
  const value = integration[name];
  if (kind === 'secret' || kind === 'removable secret') return '';
  if (!Array.isArray(value)) return textOrNumber(value);
  return kind === 'optional numbers' ? value.join(', ') || 'none' : value.join('\n');
}

function textOrNumber(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

/** Whether a secret is set. */
export function isSet(integration: Integration, { name }: SettingField): boolean {
  return typeof integration[name] === 'string';
}

/** What a form changes of an integration. */
export function readChanges(integration: Integration, form: FormData): Readonly<Record<string, unknown>> {
  const changes = fieldsOf(integration).flatMap((field): (readonly [string, unknown])[] => {
    const { name, kind } = field;
    if (kind === 'removable secret' && form.has(`remove ${name}`)) return [[name, null]];
    const text = textOf(form, name);
    if (text === asLines(settingText(integration, field))) return [];
    return [[name, toValue(kind, text)]];
  });
  return Object.fromEntries(changes);
}

/** The names in a text, one a line. */
export function readLines(text: string): readonly string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

function toValue(kind: SettingKind, text: string): unknown {
  if (kind === 'lines') return readLines(text);
  if (kind === 'number') return toNumber(text);
  const trimmed = text.trim();
  if (kind === 'optional numbers') return trimmed === '' ? null : toNumbers(trimmed);
  if (kind === 'optional number') return trimmed === '' ? null : toNumber(trimmed);
  return kind === 'optional text' && trimmed === '' ? null : trimmed;
}

/** What is no number stays text, for the API to refuse. */
function toNumber(text: string): number | string {
  return /^\d+(\.\d+)?$/.test(text.trim()) ? Number(text) : text;
}

function toNumbers(text: string): readonly (number | string)[] {
  return text === 'none'
    ? []
    : text
        .split(/[\s,]+/)
        .filter(Boolean)
        .map(toNumber);
}
