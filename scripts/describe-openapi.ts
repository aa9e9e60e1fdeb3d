import { connect } from '@upshot/ledger/connect';
import { createLogger } from '@upshot/runtime/logger';
import { createEvents } from '../services/ingest/src/events.ts';
import { createApp } from '../services/ingest/src/app.ts';

/** The OpenAPI document, from an application that is never asked anything. */
export async function describeOpenApi(): Promise<string> {
  const logger = createLogger('describe', 'silent');
  const app = await createApp({
    database: connect('postgres://nowhere', {
      applicationName: 'describe',
      maxConnections: 1,
      connectMs: 1,
      statementMs: 1,
      onFault: () => undefined,
    }),
    recorder: {
      record: () => Promise.resolve([]),
      requireCapacity: () => undefined,
      close: () => Promise.resolve(),
    },
    wake: () => undefined,
    ring: { keys: [] },
    readQueueState: () => Promise.resolve('ok' as const),
    live: {
      append: () => Promise.resolve(),
      end: () => Promise.resolve(),
      read: () => Promise.resolve([]),
      [Symbol.asyncDispose]: () => Promise.resolve(),
    },
    news: {
      isConnected: false,
      subscribe: () => ({ [Symbol.dispose]: () => undefined }),
      [Symbol.dispose]: () => undefined,
    },
    trials: {
      submit: () => Promise.resolve(false),
      read: () => Promise.resolve({ kind: 'unknown' }),
      withdraw: () => Promise.resolve(false),
      wake: () => Promise.resolve(),
      close: () => Promise.resolve(),
    },
    trialWaitMs: 0,
    console: 'on',
    logger,
    events: createEvents(logger),
    readerUrl: undefined,
    adminToken: undefined,
    publicUrl: undefined,
    traceUrl: undefined,
    maxBodyBytes: 1,
    maxBytesInFlight: 1,
    maxPendingRuns: 0,
    healthWorkersMs: 0,
  });
  await app.ready();
  return `${JSON.stringify(app.swagger(), undefined, 2)}\n`;
}
