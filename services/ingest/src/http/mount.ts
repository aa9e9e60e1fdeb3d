import type {
  FastifyContextConfig,
  FastifyInstance,
  FastifyReply,
  FastifyRequest,
  FastifySchemaCompiler,
} from 'fastify';
import type { TSchema } from 'typebox';
import { rememberText } from './body/find-unstorable.ts';
import { requireAccess, requireOpenTo, type Caller } from './access.ts';
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

/** Identifies the caller of a request; throws the problem `unauthorized` when it shows nothing that is good now. */
export type Identify = (request: FastifyRequest, reply: FastifyReply) => Promise<Caller>;

/** Mounts the routes. Their paths refuse every other method. */
export function mount(app: FastifyInstance, identify: Identify, routes: readonly Route[]): void {
  app.decorateRequest('caller', undefined);
  for (const route of routes) mountRoute(app, identify, route);
  refuseOtherMethods(app, routes);
}

function mountRoute(app: FastifyInstance, identify: Identify, route: Route): void {
  const [method, url, access, endpoint] = route;
  const schema = documentEndpoint(endpoint, access);
  app.route({
    method,
    url,
    schema,
    config: configOf(endpoint),
    bodyLimit: bodyLimitOf(app, endpoint),
    validatorCompiler: compilerOf(endpoint),
    async onRequest(request, reply) {
      if (access !== 'anyone') request.caller = await admit(route, identify, request, reply);
      endpoint.refuseEarly?.(request);
    },
    ...(endpoint.keepsBytes === true ? {} : { preValidation: rememberBody }),
    handler: async (request, reply) => await answer(endpoint, request, reply),
  });
}

function configOf({ readsOnly, ...endpoint }: Endpoint): FastifyContextConfig {
  const { takesForms = false, takesJsonLines = false, takesCloudEvents = false } = endpoint;
  return { takesForms, takesJsonLines, takesCloudEvents, readsOnly };
}

/** Validation needs the body's text. */
async function rememberBody({ body, bodyText }: FastifyRequest): Promise<void> {
  if (bodyText !== undefined) rememberText(body, bodyText.text);
}

function bodyLimitOf(
  { initialConfig: { bodyLimit = SMALL_BODY } }: FastifyInstance,
  endpoint: Endpoint,
): number {
  const { keepsBytes = false, maxBodyBytes = Math.min(bodyLimit, SMALL_BODY) } = endpoint;
  return keepsBytes ? bodyLimit : maxBodyBytes;
}

async function admit(
  [, , access, { openTo }]: Route,
  identify: Identify,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<Caller> {
  const caller = await identify(request, reply);
  request.server.loadShedder.markKnownToken(request.headers);
  const { project } = request.params as { project?: string };
  requireAccess(caller, access, project);
  requireOpenTo(caller, openTo);
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
