import { queryOptions } from '@tanstack/react-query';
import { call } from '../../api/client.ts';
import { getOpenapi } from '../../api/operations.generated.ts';

/** A JSON schema, as far as the API description uses it. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly default?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly pattern?: string;
  readonly format?: string;
}

/** A parameter in the path, the query or a header. */
export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required?: boolean;
  readonly description?: string;
  readonly schema: Schema;
}

type Content = Readonly<Record<string, { readonly schema?: Schema }>>;

/** What an operation answers with one status. */
export interface Answer {
  readonly description: string;
  readonly headers?: Readonly<Record<string, { readonly description?: string; readonly schema: Schema }>>;
  readonly content?: Content;
}

interface Described {
  readonly operationId: string;
  readonly summary: string;
  readonly description?: string;
  readonly tags: readonly string[];
  readonly security?: readonly unknown[];
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly required?: boolean; readonly content: Content };
  readonly responses: Readonly<Record<string, Answer>>;
}

/** One method at one path. */
export interface ApiOperation extends Described {
  readonly method: string;
  readonly path: string;
}

/** Operations that concern the same thing. */
export interface OperationGroup {
  readonly name: string;
  readonly description: string;
  readonly operations: readonly ApiOperation[];
}

interface Document {
  readonly info: { readonly version: string };
  readonly tags: readonly { readonly name: string; readonly description: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Described>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

/** The API description of this server. It changes only with the server. */
export const documentQuery = queryOptions({
  queryKey: ['api-document'],
  queryFn: async ({ signal }) => readDocument((await call(getOpenapi, { signal })) as unknown as Document),
  staleTime: Infinity,
});

/** The operations in the groups of the document, and its named schemas. */
function readDocument({ info, tags, paths, components }: Document) {
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      ...operation,
      method: method.toUpperCase(),
      path,
    })),
  );
  const groups: readonly OperationGroup[] = tags.map((tag) => ({
    ...tag,
    operations: operations.filter((operation) => operation.tags.includes(tag.name)),
  }));
  return { version: info.version, groups, operations, schemas: new Map(Object.entries(components.schemas)) };
}

/** The groups with the operations that contain each word of a search. */
export function findOperations(groups: readonly OperationGroup[], search: string): readonly OperationGroup[] {
  const words = search.toLowerCase().split(/\s+/);
  const contains = ({ method, path, operationId, summary, description, parameters = [] }: ApiOperation) => {
    const names = parameters.map(({ name }) => name);
    const text = [method, path, operationId, summary, description, ...names].join(' ').toLowerCase();
    return words.every((word) => text.includes(word));
  };
  return groups
    .map((group) => ({ ...group, operations: group.operations.filter(contains) }))
    .filter(({ operations }) => operations.length > 0);
}
