import type { TSchema } from 'typebox';
import type { TLocalizedValidationError } from 'typebox/error';
import { nearest } from '@upshot/shared/nearest';

/** Says the first thing that is wrong with a document: the place, as `answers[0].respond.status`, and the reason. */
export function explainErrors(schema: TSchema, errors: readonly TLocalizedValidationError[]): string {
  const told = errors.filter(({ keyword }) => keyword !== 'anyOf' && keyword !== 'boolean');
  const depthOf = ({ instancePath }: TLocalizedValidationError) => instancePath.split('/').length;
  const rankOf = ({ keyword }: TLocalizedValidationError) => SPECIFIC.indexOf(keyword);
  const ranked = told.toSorted((a, b) => depthOf(b) - depthOf(a) || rankOf(b) - rankOf(a));
  const deepest = ranked[0] ?? errors[0];
  if (deepest === undefined) return 'it is not valid';
  const place = toPlace(deepest.instancePath);
  return place === '' ? reasonOf(schema, deepest) : `${place}: ${reasonOf(schema, deepest)}`;
}

/** Of the branches of a union, the one whose properties were nearly right was meant. */
const SPECIFIC: readonly string[] = ['required', 'additionalProperties'];

function reasonOf(schema: TSchema, error: TLocalizedValidationError): string {
  switch (error.keyword) {
    case 'required':
      return `${error.params.requiredProperties.join(', ')} is missing`;
    case 'additionalProperties':
      return explainUnknown(error.params.additionalProperties[0] ?? '', knownAt(schema, error.schemaPath));
    case 'enum':
      return `must be one of ${error.params.allowedValues.join(', ')}`;
    case 'const':
      return `must be ${JSON.stringify(error.params.allowedValue)}`;
    default:
      return error.message;
  }
}

function explainUnknown(name: string, known: readonly string[]): string {
  const meant = nearest(name, known);
  const help = meant === undefined ? `known are ${known.join(', ')}` : `did you mean ${meant}?`;
  return `${name} is not known here; ${help}`;
}

/** The properties of the schema that a path such as `#/properties/answers/items` leads to. */
function knownAt(schema: TSchema, schemaPath: string): readonly string[] {
  const steps = schemaPath.split('/').slice(1);
  const found = steps.reduce<unknown>(
    (inner, step) =>
      typeof inner === 'object' && inner !== null
        ? (inner as Readonly<Record<string, unknown>>)[step]
        : undefined,
    schema,
  );
  return Object.keys((found as { properties?: object } | undefined)?.properties ?? {});
}

/** `/answers/0/respond` becomes `answers[0].respond`. */
function toPlace(instancePath: string): string {
  const keys = instancePath
    .split('/')
    .slice(1)
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
  return keys.reduce((place, key) => {
    if (/^\d+$/.test(key)) return `${place}[${key}]`;
    return place === '' ? key : `${place}.${key}`;
  }, '');
}
