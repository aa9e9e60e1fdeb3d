import type { FastifyInstance, FastifyReply, FastifyRequest, FastifySchemaCompiler } from 'fastify';
import type { TSchema } from 'typebox';
import { rememberText } from './body/find-unstorable.ts';
import { requireAccess, type Access, type Caller } from './access.ts';
import type { Authenticator } from './authenticate.ts';
import { documentEndpoint } from './docs/document-endpoint.ts';
import type { Endpoint } from './endpoint.ts';
import type { Route } from './route.ts';
import { refuseOtherMethods } from './refuse-other-methods.ts';
import { compileValidate, type RequestPart } from './validate.ts';

/** Scripts, the largest of what is not an activity, have up to 1 MB. */
const SMALL_BODY = 2 * 1024 * 1024;

declare module 'fastify' {
  interface FastifyRequest {
    caller: Caller | undefined;
  }
}

/** Mounts the routes. Their paths refuse every other method. */
export function mount(app: FastifyInstance, authenticator: Authenticator, routes: readonly Route[]): void {
  app.decorateRequest('caller', undefined);
  for (const route of routes) mountRoute(app, authenticator, route);
  refuseOtherMethods(app, routes);
}

function mountRoute(app: FastifyInstance, authenticator: Authenticator, route: Route): void {
  const [method, url, access, endpoint] = route;
  const schema = documentEndpoint(endpoint, access);
  app.route({
    method,
    url,
    schema,
    config: { takesForms: endpoint.takesForms === true, readsOnly: endpoint.readsOnly },
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

/** Validation needs the body's text. */
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
  const { authorization } = request.headers;
  const caller = await authenticator.identify(authorization);
  if (authorization !== undefined) request.server.loadShedder.markKnownToken(authorization);
  const { project } = request.params as { project?: string };
  requireAccess(caller, access, project);
  return caller;
}

/** Fastify asks for the check of each part of a request; a body that the endpoint checks itself passes unseen. */
function compilerOf(endpoint: Endpoint): FastifySchemaCompiler<TSchema> {
  return ({ schema, httpPart }) => {
    if (httpPart === 'body' && endpoint.body === undefined) return (value: unknown) => ({ value });
    const validate = compileValidate(schema, partOf(httpPart));
    return (value: unknown) => {
      try {
        return { value: validate(value) };
      } catch (problem) {
        return { error: problem as Error };
      }
    };
  };
}

function partOf(httpPart: string | undefined): RequestPart {
  if (httpPart === 'querystring') return 'query';
  return httpPart === 'params' ? 'path' : 'body';
}

async function answer(endpoint: Endpoint, request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  const { params, query, body, caller } = request;
  return await endpoint.handle({ params, query, body, caller, request }, reply);
}
