import type { TSchema } from 'typebox';

/** A document in which a schema that has a name stands once, and everything else refers to it. */
export function shareSchemas<T extends object>(document: T, schemas: Readonly<Record<string, TSchema>>): T {
  const named = Object.entries(schemas).map(([name, schema]) => [name, asSwaggerShows(schema)] as const);
  const names = new Map(named.map(([name, schema]) => [JSON.stringify(schema), name]));
  const share = (value: unknown, own?: string): unknown => {
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return value.map((item) => share(item));
    const name = names.get(JSON.stringify(value));
    if (name !== undefined && name !== own) return { $ref: `#/components/schemas/${name}` };
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, share(item)]));
  };
  const components = named.map(([name, schema]) => [name, share(schema, name)] as const);
  const shared = share(document) as T & { readonly components?: object };
  return {
    ...shared,
    components: { ...shared.components, schemas: Object.fromEntries<unknown>(components) },
  };
}

/** `@fastify/swagger` writes the pattern of a record as `additionalProperties`; schemas are found by their text. */
function asSwaggerShows(schema: TSchema): unknown {
  return JSON.parse(JSON.stringify(schema), (_key, value: unknown) => {
    if (typeof value !== 'object' || value === null || !('patternProperties' in value)) return value;
    const { patternProperties, ...rest } = value;
    return { ...rest, additionalProperties: Object.values(patternProperties as object)[0] as unknown };
  });
}
