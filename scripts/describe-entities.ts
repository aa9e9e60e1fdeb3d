import { format, resolveConfig } from 'prettier';

/** What the generator reads of a schema. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
  readonly description?: string;
}

/** The component schemas of the OpenAPI document as types of TypeScript. */
export async function describeEntities(document: string): Promise<string> {
  const { components } = JSON.parse(document) as {
    readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
  };
  const types = Object.entries(components.schemas).map(
    ([name, schema]) => `${commentOf(schema)}export type ${name} = ${typeOf(schema)};\n`,
  );
  return await formatTypes(types);
}

/** A generated file of types. */
export async function formatTypes(types: readonly string[]): Promise<string> {
  const text = ['// Generated from docs/openapi.json by `npm run generate`.\n', ...types].join('\n');
  return await format(text, { ...(await resolveConfig(import.meta.filename)), parser: 'typescript' });
}

/** A schema as a type. */
export function typeOf(schema: Schema): string {
  const { $ref, anyOf, allOf, items } = schema;
  if ($ref !== undefined) return $ref.slice($ref.lastIndexOf('/') + 1);
  if (schema.enum !== undefined) return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (anyOf !== undefined) return anyOf.map(typeOf).join(' | ');
  if (allOf !== undefined) return allOf.map(typeOf).join(' & ');
  if (items !== undefined) return `readonly (${typeOf(items)})[]`;
  if (schema.type === 'object') return objectOf(schema);
  if (schema.type === 'integer') return 'number';
  return schema.type ?? 'unknown';
}

/** An open object takes further properties of any kind; each declared one keeps its type. */
export function objectOf({ properties = {}, required = [], additionalProperties }: Schema): string {
  const fields = Object.entries(properties).map(([name, schema]) => {
    const mark = required.includes(name) ? '' : '?';
    return `${commentOf(schema)}readonly ${JSON.stringify(name)}${mark}: ${typeOf(schema)};`;
  });
  if (additionalProperties === true) fields.push('readonly [property: string]: unknown;');
  if (typeof additionalProperties === 'object')
    fields.push(`readonly [property: string]: ${typeOf(additionalProperties)};`);
  return `{\n${fields.join('\n')}\n}`;
}

/** The description of a schema as a comment. */
export function commentOf({ description }: Schema): string {
  return description === undefined ? '' : `/** ${description.replaceAll('*/', '*\\/')} */\n`;
}
