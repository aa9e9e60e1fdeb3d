import { eventually } from '@upshot/testing/eventually';
import { project, pushActivity, startSystem, type TestSystem } from '@upshot/testing/system';
import { expect } from 'vitest';
import { startReceiver, type Receiver } from './receiver.ts';

interface Integration {
  readonly paused_at: string | null;
  readonly paused_reason: string | null;
  readonly _links: Readonly<Record<string, { readonly href: string }>>;
}

interface Changed {
  readonly recovered?: number;
  readonly _embedded: { readonly entity: Integration };
}

export interface Entry {
  readonly run_id: string;
  readonly activity_id: string;
  readonly attempt: number;
  readonly is_final: boolean;
  readonly outcome: string;
  readonly output: string;
}

/** A whole system and a receiver that fails as a test says. */
export interface FailingEndpoints extends AsyncDisposable {
  readonly system: TestSystem;
  readonly receiver: Receiver;
  /** The status of the answer, by path: 200 where none is given. */
  readonly answers: Map<string, number>;
  /** How long every answer takes. */
  answerMs: number;
  addHook(path: string, type: string, over?: object): Promise<string>;
  get(integration: string): Promise<Integration>;
  pause(integration: string, body?: object): Promise<Changed>;
  resume(integration: string, body?: object): Promise<Changed>;
  /** Posts activities in their order. */
  postAll(ids: readonly string[], type: string): Promise<void>;
  entriesOf(integration: string): Promise<readonly Entry[]>;
  /** How many runs of an integration are pending. */
  pendingOf(integration: string): Promise<number>;
  /** The final entries of an integration, once there are that many and nothing of it is pending. */
  finals(integration: string, count: number): Promise<readonly Entry[]>;
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

function callsOf(system: TestSystem) {
  const entriesOf = (integration: string) =>
    system.query<Entry>('select * from activity_log where integration_id = $1 order by seq', [integration]);
  const pendingOf = async (integration: string) =>
    (await system.query('select from pending_runs where integration_id = $1', [integration])).length;
  return {
    get: async (integration: string) => (await system.call('GET', pathOf(integration))) as Integration,
    pause: async (integration: string, body?: object) =>
      (await system.call('POST', `${pathOf(integration)}/pause`, body)) as Changed,
    resume: async (integration: string, body?: object) =>
      (await system.call('POST', `${pathOf(integration)}/resume`, body)) as Changed,
    async postAll(ids: readonly string[], type: string) {
      const activities = await Promise.all(ids.map((id) => pushActivity(id, { type })));
      await system.call('POST', `/projects/${project}/activities`, activities);
    },
    entriesOf,
    pendingOf,
    finals: (integration: string, count: number) =>
      eventually(
        async () => {
          const entries = (await entriesOf(integration)).filter(({ is_final }) => is_final);
          expect(entries.length).toBe(count);
          expect(await pendingOf(integration)).toBe(0);
          return entries;
        },
        { withinMs: 60_000 },
      ),
  };
}

export const pathOf = (integration: string) => `/projects/${project}/integrations/${integration}`;

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
