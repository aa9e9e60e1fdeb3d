import { createFairSemaphore } from '@upshot/fairness/fair-semaphore';
import type { Rate } from '@upshot/ledger/lanes/rate-limit';
import { readStorage } from '@upshot/ledger/storage/read';
import type { TestLedger } from '@upshot/testing/ledger';
import { LONGEST_RETRY_MS } from '@upshot/shared/retry-schedule';
import type { Attempt } from '../executors/executor.ts';
import { createCircuitBreaker } from '../lanes/circuit-breaker.ts';
import { createIdentityReader } from '../lanes/read-identity.ts';
import { createRateLimiter } from '../lanes/rate-limiter.ts';
import { createLaneSharing } from '../lanes/sharing.ts';
import { takeTurn, type TurnTools } from '../lanes/take-turn.ts';
import { createSettler } from '../runs/settler.ts';
import { integrationOf } from './attempts.ts';
import { executorsOf, success, type Execute } from './executor-stand-ins.ts';
import { liveOutputForTests } from './live-output.ts';
import { recordEvents } from './recorded-events.ts';

const liveOutput = liveOutputForTests();

interface Options {
  readonly execute?: Execute;
  readonly traits?: Parameters<typeof executorsOf>[1];
  readonly concurrency?: number;
  readonly rate?: Rate;
  readonly tools?: Partial<TurnTools>;
}

/**
 * A worker on a real ledger, whose executors are given. Tells which runs it has attempted, which lanes it has woken, at
 * once or later, and which events it has reported, each in order.
 */
export function startTurns(ledger: TestLedger, options: Options = {}) {
  const { execute = () => success, traits, concurrency = 1 } = options;
  const rated = options.rate === undefined ? {} : { rate: options.rate };
  const { database } = ledger;
  const { events, reported } = recordEvents();
  const attempted: string[] = [];
  const woken: string[] = [];
  const timers: [lane: string, inMs: number][] = [];
  const wake = (lanes: readonly string[]) => Promise.resolve(void woken.push(...lanes));
  const wakeTimer = { set: (...timer: [string, number]) => void timers.push(timer), [Symbol.dispose]() {} };
  const aborting = new AbortController().signal;
  const fields = {
    url: 'https://example.com/',
    shared_key: null,
    headers: null,
    signature_form: 'rfc7797',
    retry_seconds: null,
  } as const;
  const tools: TurnTools = {
    database,
    identities: createIdentityReader(database),
    integrations: {
      read: (id) => Promise.resolve(integrationOf('webhook', fields, { id, concurrency, ...rated })),
    },
    readStorage: (integration) => readStorage(database, integration),
    sharing: createLaneSharing({ lanes: 8, wake }),
    portion: { runs: 50, bytes: 1_000_000, longestRetryMs: LONGEST_RETRY_MS },
    turnMs: 60_000,
    wake: (lane) => wake([lane]),
    wakeTimer,
    deliveries: createFairSemaphore({ total: 8 }),
    breaker: createCircuitBreaker({
      wakeTimer,
      onOpened: () => undefined,
      onClosed: () => undefined,
      random: () => 0,
    }),
    rateLimiter: createRateLimiter({ database, wakeTimer, onWait: () => undefined }),
    noteClaim: () => undefined,
    endpoints: { note: () => Promise.resolve(false) },
    worker: 'w',
    settler: createSettler({ database, events, aborting }),
    executors: executorsOf((attempt) => {
      attempted.push(nameOf(attempt));
      return execute(attempt);
    }, traits),
    live: liveOutput(),
    findLinks: () => Promise.resolve([]),
    events,
    maxInterruptions: 3,
    aborting,
    ...options.tools,
  };
  const take = (lane: string, draining = new AbortController().signal) => takeTurn(tools, lane, draining);
  return { take, attempted, woken, timers, reported };
}

function nameOf({ run, number }: Pick<Attempt<'script'>, 'run' | 'number'>): string {
  return `${run.id} ${number}`;
}

/** The outcomes in the log of a lane's integration, in the order of their logging. */
export async function readOutcomes(
  { database }: TestLedger,
  integration: string,
): Promise<readonly string[]> {
  const entries = await database
    .selectFrom('activity_log')
    .select(['run_id', 'attempt', 'outcome'])
    .where('integration_id', '=', integration)
    .orderBy('seq')
    .execute();
  return entries.map(({ run_id, attempt, outcome }) => `${run_id} ${attempt} ${outcome}`);
}

/** Adds an integration with its due runs `<id>-1`, `<id>-2` and so on in its first lane, and returns the lane. */
export async function addLane(ledger: TestLedger, integration: string, runs: number): Promise<string> {
  await ledger.addIntegrations([integration]);
  for (let number = 1; number <= runs; number++)
    await ledger.addRun(`${integration}.0`, `${integration}-${number}`);
  return `${integration}.0`;
}
