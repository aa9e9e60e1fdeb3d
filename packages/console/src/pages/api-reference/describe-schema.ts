import type { Schema } from './api-document.ts';

const REFERENCE = '#/components/schemas/';

/** The name of the schema that another one refers to. */
function referenceOf({ $ref }: Schema): string | undefined {
  return $ref?.startsWith(REFERENCE) === true ? $ref.slice(REFERENCE.length) : undefined;
}

/** The type of a value in a few words: `string or null`, `list of Run`. */
export function describeType(schema: Schema): string {
  const reference = referenceOf(schema);
  if (reference !== undefined) return reference;
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum !== undefined) return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
  const some = schema.anyOf ?? schema.allOf;
  if (some !== undefined) return [...new Set(some.map(describeType))].join(schema.anyOf ? ' or ' : ' and ');
  if (schema.type === 'array')
    return schema.items === undefined ? 'list' : `list of ${describeType(schema.items)}`;
  return schema.type ?? 'any value';
}

/** The limits of a value in a few words, and its default. */
export function describeLimits(schema: Schema): string {
  return [
    range(schema.minimum, schema.maximum, ''),
    range(schema.minLength, schema.maxLength, ' characters'),
    range(schema.minItems, schema.maxItems, ' items'),
    schema.format,
    schema.pattern,
    schema.default === undefined ? undefined : `default ${JSON.stringify(schema.default)}`,
  ]
    .filter((text) => text !== undefined)
    .join(', ');
}

/** The schema that has the fields of a value: the value itself, the items of a list, or the choices. */
export function schemasWithFields(schema: Schema): readonly Schema[] {
  if (schema.items !== undefined) return schemasWithFields(schema.items);
  const some = schema.anyOf ?? schema.allOf;
  if (some !== undefined) return some.flatMap(schemasWithFields);
  return schema.properties === undefined ? [] : [schema];
}

/** The named schemas that a schema consists of, without their own parts. */
export function namedSchemas(schema: Schema): readonly string[] {
  const reference = referenceOf(schema);
  if (reference !== undefined) return [reference];
  const parts = [schema.items ?? [], schema.anyOf ?? [], schema.allOf ?? []].flat();
  return [...new Set(parts.flatMap(namedSchemas))];
}

function range(from: number | undefined, to: number | undefined, unit: string): string | undefined {
  if (from === undefined) return to === undefined ? undefined : `at most ${to}${unit}`;
  return to === undefined ? `at least ${from}${unit}` : `${from} to ${to}${unit}`;
}
