import { startSystem, type TestSystem } from '@upshot/testing/system';
import { expect } from 'vitest';
import { callsOf, type Entry, type IntegrationCalls } from './integration-calls.ts';
import { startReceiver, type Receiver } from './receiver.ts';

/** A whole system and a receiver that fails as a test says. */
export interface FailingEndpoints extends IntegrationCalls, AsyncDisposable {
  readonly system: TestSystem;
  readonly receiver: Receiver;
  /** The status of the answer, by path: 200 where none is given. */
  readonly answers: Map<string, number>;
  /** How long every answer takes. */
  answerMs: number;
  addHook(path: string, type: string, over?: object): Promise<string>;
}

const PAUSE_AFTER_MS = 3000;

/** Starts the system with short retries, and with pauses after three seconds of failure. */
export async function startFailingEndpoints(): Promise<FailingEndpoints> {
  const answers = new Map<string, number>();
  const receiver = await startReceiver(({ path }) => ({
    status: answers.get(path) ?? 200,
    afterMs: endpoints.answerMs,
  }));
  const system = await startSystem({
    environment: {
      UPSHOT_EGRESS_ALLOW: receiver.at,
      UPSHOT_WEBHOOK_RETRY_SECONDS: '0.5,0.5,0.5,0.5,0.5,0.5,0.5,0.5,0.5,0.5,0.5,0.5',
      UPSHOT_RELAY_MS: '200',
      UPSHOT_PAUSE_AFTER_HOURS: String(PAUSE_AFTER_MS / 3_600_000),
      UPSHOT_HEALTH_MS: '200',
    },
  });
  const endpoints: FailingEndpoints = {
    system,
    receiver,
    answers,
    answerMs: 0,
    addHook: (path, type, over = {}) =>
      system.addIntegration({
        type: 'webhook',
        url: `http://${receiver.at}${path}`,
        events: [type],
        ...over,
      }),
    ...callsOf(system),
    async [Symbol.asyncDispose]() {
      await system[Symbol.asyncDispose]();
      await receiver[Symbol.asyncDispose]();
    },
  };
  return endpoints;
}

let types = 0;

/** A type of activity that no other test uses. */
export const newType = () => `failing.t${++types}`;

/** Ids that sort as they are numbered. */
export const named = (name: string, count: number) =>
  Array.from({ length: count }, (_, n) => `${name}${String(n).padStart(3, '0')}`);

/** Every run has one final outcome, and attempts that are numbered from 1 without gaps. */
export function expectWhole(entries: readonly Entry[]): void {
  for (const run of Map.groupBy(entries, ({ run_id }) => run_id).values()) {
    expect(run.map(({ attempt }) => attempt)).toEqual(run.map((_, index) => index + 1));
    expect(run.map(({ is_final }) => is_final)).toEqual(run.map((_, index) => index === run.length - 1));
  }
}

/** Counts its runs and touches only its storage. */
export const counter = `
  var storage = require('storage');
  storage.set('n', (storage.get('n') || 0) + 1);
  console.log(activity.id, storage.get('n'))`;

/** The same after `ms`. */
export const slowCounter = (ms: number) =>
  `var end = Date.now() + ${ms}; while (Date.now() < end); ${counter}`;
