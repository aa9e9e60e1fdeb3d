import type {
  FastifyInstance,
  FastifyReply,
  FastifyRequest,
  FastifySchemaCompiler,
  HTTPMethods,
} from 'fastify';
import type { TSchema } from 'typebox';
import { rememberText } from './body/find-unstorable.ts';
import { requireAccess, type Access, type Caller } from './access.ts';
import type { Authenticator } from './authenticate.ts';
import { documentEndpoint } from './docs/document-endpoint.ts';
import type { Endpoint } from './endpoint.ts';
import { refuseOtherMethods } from './refuse-other-methods.ts';
import { compileValidate } from './validate.ts';

/** One way in: the method, the path, who may use it, and what stands behind it. */
export type Way = readonly [method: HTTPMethods, path: string, access: Access, endpoint: Endpoint];

/** Scripts, the largest of what is not an activity, have up to 1 MB. */
const SMALL_BODY = 2 * 1024 * 1024;

declare module 'fastify' {
  interface FastifyRequest {
    caller: Caller | undefined;
  }
}

/** Opens the ways in. Their paths refuse every other method. */
export function mount(app: FastifyInstance, authenticator: Authenticator, ways: readonly Way[]): void {
  app.decorateRequest('caller', undefined);
  for (const way of ways) mountOne(app, authenticator, way);
  refuseOtherMethods(app, ways);
}

function mountOne(app: FastifyInstance, authenticator: Authenticator, way: Way): void {
  const [method, url, access, endpoint] = way;
  const schema = documentEndpoint(endpoint, access);
  app.route({
    method,
    url,
    schema,
    config: { takesForms: endpoint.takesForms === true },
    bodyLimit: bodyLimitOf(app, endpoint),
    validatorCompiler: compilerOf(endpoint),
    async onRequest(request) {
      if (access !== 'anyone') request.caller = await letIn(request, authenticator, access);
      endpoint.refuseEarly?.(request);
    },
    ...(endpoint.keepsBytes === true ? {} : { preValidation: rememberBody }),
    handler: async (request, reply) => await answer(endpoint, request, reply),
  });
}

/** Whoever checks the body will want to know its text. */
async function rememberBody({ body, bodyText }: FastifyRequest): Promise<void> {
  if (bodyText !== undefined) rememberText(body, bodyText.text);
}

function bodyLimitOf(
  { initialConfig: { bodyLimit = SMALL_BODY } }: FastifyInstance,
  endpoint: Endpoint,
): number {
  return endpoint.keepsBytes === true ? bodyLimit : Math.min(bodyLimit, SMALL_BODY);
}

async function letIn(request: FastifyRequest, authenticator: Authenticator, access: Access): Promise<Caller> {
  const caller = await authenticator.identify(request.headers.authorization);
  const { project } = request.params as { project?: string };
  requireAccess(caller, access, project);
  return caller;
}

/** Fastify asks for the check of each part of a request; a body that the endpoint checks itself passes unseen. */
function compilerOf(endpoint: Endpoint): FastifySchemaCompiler<TSchema> {
  return ({ schema, httpPart }) => {
    if (httpPart === 'body' && endpoint.body === undefined) return (value: unknown) => ({ value });
    const validate = compileValidate(schema, httpPart !== 'body');
    return (value: unknown) => {
      try {
        return { value: validate(value) };
      } catch (problem) {
        return { error: problem as Error };
      }
    };
  };
}

async function answer(endpoint: Endpoint, request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  const { params, query, body, caller } = request;
  return await endpoint.handle({ params, query, body, caller, request }, reply);
}
