import type { Field, FieldOption } from '@upshot/integrations/field';
import { filterOptions } from '@upshot/integrations/filter-fields';
import { nameOption } from '@upshot/integrations/name-field';
import {
  definitionOf,
  hookTypes,
  integrationTypes,
  type IntegrationType,
} from '@upshot/integrations/registry';
import { Option } from 'commander';
import { Failure } from '../failure.ts';
import { collectors, readers, type FieldValue } from './field-readers.ts';

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

/** Everything `integration:add` and `integration:update` can set, as the definitions of the types say. */
export const integrationFields: readonly IntegrationField[] = [
  toField('name', nameOption, integrationTypes, nameOption.description),
  ...Object.entries(ownFields()).map(([property, field]) => toOwnField(property, field)),
  ...Object.entries(filterOptions).map(([property, option]) => toFilterField(property, option)),
];

/** The fields of all types. Those of one name are alike. */
function ownFields(): Readonly<Record<string, Field>> {
  return Object.assign({}, ...integrationTypes.map((type) => definitionOf(type).fields)) as Record<
    string,
    Field
  >;
}

function toOwnField(property: string, { option, default: preset }: Field): IntegrationField {
  const types = integrationTypes.filter((type) => Object.hasOwn(definitionOf(type).fields, property));
  const field = toField(property, option, types, `${types.join(', ')}: ${option.description}`);
  if (preset === undefined) return { ...field, isRequired: true, parse: notEmpty(field.parse) };
  return { ...field, parse: (text) => (text === '' && preset === null ? null : field.parse(text)) };
}

function notEmpty(parse: IntegrationField['parse']): IntegrationField['parse'] {
  return async (text) => {
    const value = await parse(text);
    if (Array.isArray(value) && value.length === 0) throw new Failure('This field is required.');
    return value;
  };
}

function toFilterField(property: string, option: FieldOption): IntegrationField {
  return toField(property, option, hookTypes, option.description);
}

function toField(
  property: string,
  { label, flags, reads = 'text', default: preset, isAsked = true }: FieldOption,
  types: readonly IntegrationType[],
  description: string,
): IntegrationField {
  const option = new Option(flags, description);
  const collect = collectors[reads];
  if (collect !== undefined) option.argParser(collect);
  return {
    property,
    label,
    option,
    types,
    isList: reads === 'list',
    isUnasked: !isAsked,
    ...(preset === undefined ? {} : { default: preset }),
    parse: readers[reads],
  };
}
