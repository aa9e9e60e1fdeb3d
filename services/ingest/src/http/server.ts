import { createServer as createHttpServer, type IncomingMessage, type Server } from 'node:http';
import { newId } from '@upshot/shared/id';
import type { Logger } from '@upshot/runtime/logger';
import { Problem } from '@upshot/shared/problem';
import Fastify, {
  LogController,
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyServerOptions,
} from 'fastify';
import type { IngestEvents } from '../events.ts';
import { statusClassOf } from '../metrics.ts';
import { createBodyMemoryLimit } from '../overload/body-memory-limit.ts';
import { createPipeliningLimit } from '../overload/pipelining-limit.ts';
import { answerHeaders } from './answer-headers.ts';
import { answerClientError } from './problems/answer-client-error.ts';
import { answerProblem } from './problems/answer-problem.ts';
import { acceptEveryone, isLeaving } from './close-server.ts';
import { createLoadShedder, type LoadShedder } from '../overload/load-shedder.ts';
import { acceptJsonBodies } from './body/accept-json-bodies.ts';
import { acceptCloudEvents } from './body/cloud-events-body.ts';
import { acceptJsonLines } from './body/json-lines-body.ts';
import { acceptOtherBodies } from './body/other-bodies.ts';
import { parseQuery } from './parse-query.ts';
import { beginReceiveSpan } from './receive-span.ts';
import { createRejectionCounts, type RejectionCounts } from '../overload/rejection-counts.ts';

declare module 'fastify' {
  interface FastifyInstance {
    readonly events: IngestEvents;
    readonly rejectionCounts: RejectionCounts;
    readonly loadShedder: Pick<LoadShedder, 'markKnownTenant' | 'markKnownToken'>;
  }
}

type Handle = Parameters<NonNullable<FastifyServerOptions['serverFactory']>>[0];

export interface ServerOptions {
  /** The log of the HTTP framework. */
  readonly logger: Logger;
  readonly events: IngestEvents;
  readonly maxBodyBytes: number;
  readonly maxBytesInFlight: number;
}

/**
 * Creates an HTTP server without routes. It parses JSON, traces, enforces limits, and answers failures as problems.
 */
export function createServer(options: ServerOptions): FastifyInstance {
  const { logger, events, maxBodyBytes, maxBytesInFlight } = options;
  const loggerInstance: FastifyBaseLogger = logger;
  const rejectionCounts = createRejectionCounts(events);
  const loadShedder = createLoadShedder({ rejectionCounts, isLeaving: () => isLeaving(app) });
  const app: FastifyInstance = Fastify({
    loggerInstance,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: maxBodyBytes,
    serverFactory: (handle) => listenWithShedding({ loadShedder, rejectionCounts }, handle),
    genReqId: newId,
    return503OnClosing: false,
    routerOptions: { maxParamLength: 1024, querystringParser: parseQuery },
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
  acceptJsonLines(app);
  acceptCloudEvents(app);
  acceptOtherBodies(app);
  watchRequests(app, maxBytesInFlight);
  app.decorate('events', events);
  app.decorate('rejectionCounts', rejectionCounts);
  app.decorate('loadShedder', loadShedder);
  app.addHook('onClose', async () => {
    loadShedder[Symbol.dispose]();
    rejectionCounts[Symbol.dispose]();
  });
  return app;
}

interface Shedding {
  readonly loadShedder: LoadShedder;
  readonly rejectionCounts: RejectionCounts;
}

/** Fastify leaves every setting of the server to its factory. */
function listenWithShedding({ loadShedder, rejectionCounts }: Shedding, handle: Handle): Server {
  const options = { requestTimeout: 60_000, keepAliveTimeout: 72_000, requireHostHeader: false };
  const pipeliningLimit = createPipeliningLimit(rejectionCounts);
  return createHttpServer(options, (request, response) => {
    if (pipeliningLimit.shouldRefuse(request, response)) return;
    if (!loadShedder.shouldShed(request, response)) handle(request, response);
  });
}

function watchRequests(app: FastifyInstance, maxBytesInFlight: number): void {
  const bodyMemoryLimit = createBodyMemoryLimit(maxBytesInFlight);
  let isClosing = false;
  app.decorateRequest('span', undefined);
  app.decorateRequest('bodyReservation');
  app.addHook('preClose', async () => {
    await acceptEveryone(app.server);
    isClosing = true;
  });
  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id);
    reply.headers(answerHeaders);
    requireOneHost(request.raw);
    if (isClosing) {
      reply.header('connection', 'close');
      throw new Problem('shutting_down', 'Another instance will take the request.', { retryAfterSeconds: 1 });
    }
    beginReceiveSpan(request, reply);
    bodyMemoryLimit.admit(request, reply);
  });
  app.addHook('onResponse', async (_request, reply) => {
    const status_class = statusClassOf(reply.statusCode);
    app.events.metrics.requestDuration(reply.elapsedTime / 1000, { status_class });
  });
  app.addHook('onSend', async (_request, reply) => {
    if (isLeaving(app)) reply.header('connection', 'close');
  });
}

/** With two hosts, a request could be meant for another one than a proxy has checked (RFC 9112, section 3.2). */
function requireOneHost({ rawHeaders, httpVersion }: IncomingMessage): void {
  const hosts = rawHeaders.filter((name, index) => index % 2 === 0 && name.toLowerCase() === 'host').length;
  if (hosts === 1 || (hosts === 0 && httpVersion === '1.0')) return;
  throw new Problem(
    'invalid_request',
    `The request has ${hosts === 0 ? 'no' : 'more than one'} Host header.`,
  );
}
