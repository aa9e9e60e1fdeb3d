import { createServer as createHttpServer, type Server } from 'node:http';
import { newId } from '@upshot/shared/id';
import type { Logger } from '@upshot/shared/process/logger';
import { Problem } from '@upshot/shared/problem';
import Fastify, {
  LogController,
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyServerOptions,
} from 'fastify';
import { createAdmission } from './admission.ts';
import { answerClientError } from './answer-client-error.ts';
import { answerProblem } from './answer-problem.ts';
import { acceptEveryone, isLeaving } from './close-server.ts';
import { createDoor, type Door } from './door.ts';
import { acceptFormBodies } from './form-body.ts';
import { acceptJsonBodies } from './json-body.ts';
import { beginReceiveSpan } from './receive-span.ts';
import { createRefusals, type Refusals } from './refusals.ts';

declare module 'fastify' {
  interface FastifyInstance {
    readonly refusals: Refusals;
    readonly door: Pick<Door, 'vouchFor'>;
  }
}

type Handle = Parameters<NonNullable<FastifyServerOptions['serverFactory']>>[0];

export interface ServerOptions {
  readonly logger: Logger;
  readonly maxBodyBytes: number;
  readonly maxBytesInFlight: number;
}

/** Creates an HTTP server without any address: it reads JSON, traces, limits, and answers whatever fails as a problem. */
export function createServer({ logger, maxBodyBytes, maxBytesInFlight }: ServerOptions): FastifyInstance {
  const loggerInstance: FastifyBaseLogger = logger;
  const refusals = createRefusals(logger);
  const door = createDoor({ refusals, isLeaving: () => isLeaving(app) });
  const app: FastifyInstance = Fastify({
    loggerInstance,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: maxBodyBytes,
    serverFactory: (handle) => listenBehind(door, handle),
    genReqId: newId,
    return503OnClosing: false,
    routerOptions: { maxParamLength: 1024 },
    clientErrorHandler: answerClientError,
    frameworkErrors: (fault, request, reply) => void answerProblem(fault, request, reply),
  });
  app.setErrorHandler((fault, request, reply) => answerProblem(fault, request, reply));
  app.setNotFoundHandler((request) => {
    throw new Problem(
      'route_not_found',
      `There is nothing at ${request.method} ${request.url.split('?', 1)[0]}.`,
    );
  });
  app.setSerializerCompiler(() => (value) => JSON.stringify(value));
  acceptJsonBodies(app);
  acceptFormBodies(app);
  watchRequests(app, maxBytesInFlight);
  app.decorate('refusals', refusals);
  app.decorate('door', door);
  app.addHook('onClose', async () => {
    door[Symbol.dispose]();
    refusals[Symbol.dispose]();
  });
  return app;
}

/** Fastify leaves every setting of the server to its factory. */
function listenBehind(door: Door, handle: Handle): Server {
  const options = { requestTimeout: 60_000, keepAliveTimeout: 72_000 };
  return createHttpServer(options, (request, response) => {
    if (!door.refuses(request, response)) handle(request, response);
  });
}

function watchRequests(app: FastifyInstance, maxBytesInFlight: number): void {
  const admission = createAdmission(maxBytesInFlight);
  let isClosing = false;
  app.decorateRequest('span', undefined);
  app.decorateRequest('bodyRoom');
  app.addHook('preClose', async () => {
    await acceptEveryone(app.server);
    isClosing = true;
  });
  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id);
    if (isClosing) {
      reply.header('connection', 'close');
      throw new Problem('shutting_down', 'Another instance will take the request.', { retryAfterSeconds: 1 });
    }
    beginReceiveSpan(request, reply);
    admission.admit(request, reply);
  });
  app.addHook('onSend', async (_request, reply) => {
    if (isLeaving(app)) reply.header('connection', 'close');
  });
}
