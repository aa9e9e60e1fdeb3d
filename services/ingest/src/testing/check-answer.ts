import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { problems } from '@upshot/shared/problem';
import type { FastifyInstance } from 'fastify';
import { expect } from 'vitest';

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly json: unknown;
}

interface Operation {
  readonly responses: Record<string, { content?: Record<string, { schema: object }> }>;
}

interface Document {
  readonly paths: Record<string, Record<string, Operation>>;
  readonly components: object;
}

const ajv = new Ajv2020({ strict: false, validateFormats: false });
const compiled = new WeakMap<object, ValidateFunction>();

/** Fails the test unless an answer is one that the OpenAPI document announces, and any failure is a problem. */
export function checkAnswer(app: FastifyInstance, method: string, path: string, answer: Answer): void {
  const document = describedBy(app);
  const operation = findOperation(document, method, path);
  const response = operation?.responses[String(answer.status)];
  const type = String(answer.headers['content-type']).split(';', 1)[0] ?? '';
  const schema = response?.content?.[type]?.schema;
  const isOwnFailure = type === 'application/json' && schema !== undefined;
  if (answer.status >= 400 && !isOwnFailure) checkProblem(answer);
  if (operation === undefined) return;
  expect(response, `${method} ${path} announces no ${answer.status}`).toBeDefined();
  expect(schema, `${method} ${path} announces no ${type} for ${answer.status}`).toBeDefined();
  if (schema === undefined || answer.json === undefined) return;
  const validate = compiled.get(schema) ?? ajv.compile({ ...schema, components: document.components });
  compiled.set(schema, validate);
  expect(validate(answer.json), `${method} ${path}: ${ajv.errorsText(validate.errors)}`).toBe(true);
}

function checkProblem({ status, headers, json }: Answer): void {
  expect(headers['content-type']).toBe('application/problem+json');
  const { code } = json as { code: keyof typeof problems };
  expect(json).toMatchObject({ type: `/problems/${code}`, status, title: problems[code].title });
  expect(problems[code].status).toBe(status);
}

const documents = new WeakMap<FastifyInstance, Document>();

function describedBy(app: FastifyInstance): Document {
  const document = documents.get(app) ?? (app.swagger() as unknown as Document);
  documents.set(app, document);
  return document;
}

function findOperation({ paths }: Document, method: string, path: string): Operation | undefined {
  const steps = path.split('?', 1)[0]?.split('/') ?? [];
  const found = Object.entries(paths).find(([template]) => {
    const wanted = template.split('/');
    return (
      wanted.length === steps.length && wanted.every((step, i) => step.startsWith('{') || step === steps[i])
    );
  });
  return found?.[1][method.toLowerCase()];
}
