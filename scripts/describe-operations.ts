import { formatTypes, typeOf, type Schema } from './describe-entities.ts';

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly schema: Schema;
}

interface Content {
  readonly content?: Readonly<Record<string, { readonly schema: Schema }>>;
}

interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: Content;
  readonly responses: Readonly<Record<string, Content>>;
}

/** The operations of the OpenAPI document as typed constants, for the client of the console. */
export async function describeOperations(document: string): Promise<string> {
  const { paths, components } = JSON.parse(document) as {
    readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
    readonly components: { readonly schemas: object };
  };
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => describeOperation(method, path, operation)),
  );
  const body = operations.join('\n');
  const used = Object.keys(components.schemas).filter((name) => new RegExp(`\\b${name}\\b`).test(body));
  return await formatTypes([
    `import type { ${used.join(', ')} } from './entities.generated.ts';`,
    `import { operation, type NoParams } from './operation.ts';\n`,
    body,
  ]);
}

function describeOperation(method: string, path: string, operation: Operation): string {
  const { operationId, summary, parameters = [], requestBody, responses } = operation;
  const types = [
    objectOf(parameters.filter((parameter) => parameter.in === 'path')),
    objectOf(parameters.filter((parameter) => parameter.in === 'query')),
    requestBody === undefined ? 'undefined' : contentOf(requestBody),
    answerOf(responses),
  ];
  const declared = `export const ${operationId} = operation<${types.join(', ')}>`;
  return `/** ${summary} */\n${declared}('${method.toUpperCase()}', '${path}');\n`;
}

function objectOf(parameters: readonly Parameter[]): string {
  if (parameters.length === 0) return 'NoParams';
  const fields = parameters.map(({ name, required, schema }) => {
    const mark = required === true ? '' : '?';
    return `readonly ${JSON.stringify(name)}${mark}: ${typeOf(schema)};`;
  });
  return `{ ${fields.join(' ')} }`;
}

function answerOf(responses: Operation['responses']): string {
  const successes = Object.entries(responses).filter(([status]) => status.startsWith('2'));
  return [...new Set(successes.map(([, response]) => contentOf(response)))].join(' | ');
}

function contentOf({ content = {} }: Content): string {
  const schema = content['application/json']?.schema;
  return schema === undefined ? 'string' : typeOf(schema);
}
