import { randomBytes } from 'node:crypto';
import type { Database } from '@upshot/ledger/connect';
import { createLogger } from '@upshot/runtime/logger';
import { parseKeyRing, type KeyRing } from '@upshot/secrets/seal';
import { mintToken } from '@upshot/secrets/token';
import type { TokenScope } from '@upshot/shared/token-scope';
import type { FastifyInstance } from 'fastify';
import { connectForTest, createTestDatabase } from '@upshot/testing/database';
import { createRecorder } from '../activities/recorder.ts';
import { createEvents } from '../events.ts';
import { createApp, type AppParts } from '../app.ts';
import { checkAnswer } from './check-answer.ts';

/** What tests look at in answers; which of it is there depends on the address. */
export interface TestDocument {
  readonly id: string;
  readonly status: number | string;
  readonly state: string;
  readonly code: string | number;
  readonly detail: Readonly<Record<string, string>>;
  readonly request_id: string;
  readonly trace_id: string;
  readonly project: string;
  readonly title: string;
  readonly plan: unknown;
  readonly created_at: string;
  readonly revoked_at: string;
  readonly token: string;
  readonly script_version: number;
  readonly shared_key: string | null;
  readonly signature_form: string;
  readonly activity: { readonly id: string };
  readonly duplicate: boolean;
  readonly matched: readonly { readonly integration: string; readonly run: string }[];
  readonly receipts: readonly TestDocument[];
  readonly _links: { readonly self: { readonly href: string } };
  readonly _embedded: { readonly entity: TestDocument; readonly activities: readonly unknown[] };
}

/** An answer, checked against the OpenAPI document already. */
interface TestAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
  /** The body, parsed. */
  readonly json: TestDocument;
  /** The body, parsed, where it is a list. */
  readonly list: readonly TestDocument[];
}

interface TestCall {
  /** Text is sent as it is, anything else as JSON. */
  readonly body?: unknown;
  readonly token?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The whole application on a database of its own, with one project `p1`. */
export interface TestApp extends AsyncDisposable {
  readonly app: FastifyInstance;
  readonly database: Database;
  readonly databaseUrl: string;
  readonly ring: KeyRing;
  /** The lanes that were woken. */
  readonly woken: readonly string[];
  call(
    method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    path: string,
    call?: TestCall,
  ): Promise<TestAnswer>;
  mintToken(scope: TokenScope, project: string | null, more?: { expires_at?: Date }): Promise<string>;
}

/** Nothing is under way in these tests. */
const noLiveOutput: AppParts['live'] = {
  append: () => Promise.resolve(),
  end: () => Promise.resolve(),
  read: () => Promise.resolve([]),
  [Symbol.asyncDispose]: () => Promise.resolve(),
};

/** Streams ask the ledger from time to time. */
const noNews: AppParts['news'] = {
  isConnected: false,
  subscribe: () => ({ [Symbol.dispose]: () => undefined }),
  [Symbol.dispose]: () => undefined,
};

const noTrials: AppParts['trials'] = {
  submit: () => Promise.reject(new Error('these tests have no Redis')),
  read: () => Promise.reject(new Error('these tests have no Redis')),
  withdraw: () => Promise.reject(new Error('these tests have no Redis')),
  wake: () => Promise.reject(new Error('these tests have no Redis')),
  close: () => Promise.resolve(),
};

export const testAdminToken = 'a-bootstrap-token-of-enough-letters';

/** Starts the application without a port. `more` overrides what it is made of. */
export async function createTestApp(more: Partial<AppParts> = {}): Promise<TestApp> {
  const testDatabase = await createTestDatabase();
  const database = connectForTest(testDatabase.url, { statementMs: 20_000 });
  await database.insertInto('projects').values({ id: 'p1', title: 'One' }).execute();
  const woken: string[] = [];
  const recorder = createRecorder({ database, onRecorded: (lanes) => woken.push(...lanes) });
  const ring = parseKeyRing(randomBytes(32).toString('base64'));
  const logger = createLogger('test', 'silent');
  const app = await createApp({
    database,
    recorder,
    wake: (lanes) => void woken.push(...lanes),
    ring,
    readQueueState: () => Promise.resolve('ok' as const),
    readerUrl: undefined,
    live: noLiveOutput,
    news: noNews,
    trials: noTrials,
    trialWaitMs: 25_000,
    console: 'on',
    logger,
    events: createEvents(logger),
    adminToken: testAdminToken,
    publicUrl: undefined,
    traceUrl: undefined,
    maxBodyBytes: 1024 * 1024,
    maxBytesInFlight: 1024 * 1024 * 1024,
    maxPendingRuns: 250_000,
    healthWorkersMs: 60_000,
    ...more,
  });
  return {
    app,
    database,
    databaseUrl: testDatabase.url,
    ring,
    woken,
    async call(method, path, { body, token = testAdminToken, headers = {} } = {}) {
      const payload = typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body);
      const response = await app.inject({
        method,
        url: path,
        headers: {
          ...(token === '' ? {} : { authorization: `Bearer ${token}` }),
          ...(payload === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(payload === undefined ? {} : { payload }),
      });
      const type = response.headers['content-type'] ?? '';
      const isJson = /json(;|$)/.test(type) && !type.includes('ndjson');
      const json = (isJson ? response.json() : undefined) as TestDocument;
      const list = json as unknown as readonly TestDocument[];
      const answer = {
        status: response.statusCode,
        headers: response.headers,
        text: response.body,
        json,
        list,
      };
      checkAnswer(app, method, path, answer);
      return answer;
    },
    async mintToken(scope, project, { expires_at } = {}) {
      const { id, hash, text } = mintToken();
      const row = { id, hash, scope, name: 'test', project_id: project, expires_at: expires_at ?? null };
      await database.insertInto('tokens').values(row).execute();
      return text;
    },
    async [Symbol.asyncDispose]() {
      await app.close();
      await recorder.close();
      await database.destroy();
      await testDatabase[Symbol.asyncDispose]();
    },
  };
}
