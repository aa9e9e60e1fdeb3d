import type { TLocalizedValidationError } from 'typebox/error';
import { nearest } from '@upshot/shared/nearest';

/** One thing that is wrong with a value: which field, in the notation `events[0]`, and what it must be. */
export interface FieldFault {
  readonly field: string;
  readonly message: string;
}

/** The names that may stand in a part of a request, and what one of them is called. */
export interface Known {
  readonly noun: 'field' | 'parameter';
  readonly names: readonly string[];
}

/** Explains the faults that a schema finds in a request, up to `maxFaults` of each. What may be null says so. */
export function explainFaults(
  errors: readonly TLocalizedValidationError[],
  known: Known,
  maxFaults: number,
): readonly FieldFault[] {
  const orNull = new Set(errors.filter(isNullMissed).map(({ schemaPath }) => unionOf(schemaPath)));
  return errors.flatMap((error) => {
    const isNullable = orNull.has(unionOf(error.schemaPath));
    if (isNullable && isNullMissed(error)) return [];
    const faults = explainFault(error, known, maxFaults);
    return isNullable
      ? faults.map(({ field, message }) => ({ field, message: `${message} or null` }))
      : faults;
  });
}

/** Whether a value that may be null, too, is not. */
function isNullMissed({ keyword, schemaPath, message }: TLocalizedValidationError): boolean {
  return keyword === 'type' && message === 'must be null' && unionOf(schemaPath) !== undefined;
}

/** The union whose alternative stands at this path of a schema; undefined where it is none. */
function unionOf(schemaPath: string): string | undefined {
  return /^(.*)\/anyOf\/\d+$/.exec(schemaPath)?.[1];
}

function explainFault(
  error: TLocalizedValidationError,
  known: Known,
  maxFaults: number,
): readonly FieldFault[] {
  const field = toField(error.instancePath);
  switch (error.keyword) {
    case 'required':
      return error.params.requiredProperties.slice(0, maxFaults).map((name) => ({
        field: join(field, name),
        message: 'is required',
      }));
    case 'additionalProperties':
      return error.params.additionalProperties.slice(0, maxFaults).map((name) => ({
        field: join(field, name),
        message: explainUnknownName(name, known),
      }));
    case 'enum':
      return [{ field, message: `must be one of ${error.params.allowedValues.map(show).join(', ')}` }];
    case 'const':
      return [{ field, message: `must be ${show(error.params.allowedValue)}` }];
    case 'minLength':
      return [{ field, message: atLeast(error.params.limit, 'character') }];
    case 'maxLength':
      return [{ field, message: `must not have more than ${error.params.limit} characters` }];
    case 'minItems':
      return [{ field, message: atLeast(error.params.limit, 'entry') }];
    case 'maxItems':
      return [{ field, message: `must not have more than ${error.params.limit} entries` }];
    case 'boolean':
    case 'anyOf':
      return [];
    default:
      return [{ field, message: error.message }];
  }
}

/** Explains that an object has fields which its schema does not know. */
export function explainUnknown(names: readonly string[], known: Known): readonly FieldFault[] {
  return names.map((name) => ({ field: name, message: explainUnknownName(name, known) }));
}

function explainUnknownName(name: string, { noun, names }: Known): string {
  const meant = nearest(name, names);
  const all = names.length === 0 ? `no ${noun} is known here` : `known are ${names.join(', ')}`;
  return `is not a known ${noun}: ${meant === undefined ? all : `did you mean "${meant}"?`}`;
}

function atLeast(limit: number | bigint, unit: 'character' | 'entry'): string {
  return Number(limit) === 1 ? 'must not be empty' : `must not have fewer than ${limit} ${unit}s`;
}

/** `/events/0` becomes `events[0]`. */
function toField(instancePath: string): string {
  const keys = instancePath
    .split('/')
    .slice(1)
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
  return keys.reduce((field, key) => (/^\d+$/.test(key) ? `${field}[${key}]` : join(field, key)), '');
}

function join(field: string, name: string): string {
  return field === '' ? name : `${field}.${name}`;
}

function show(value: unknown): string {
  return JSON.stringify(value);
}
