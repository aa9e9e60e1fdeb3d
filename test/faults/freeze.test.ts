import { readFile } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { eventually } from '@upshot/testing/eventually';
import { startWorker, type TestProcess } from '@upshot/testing/processes';
import { pushActivity, startSystem, type TestSystem } from '@upshot/testing/system';
import { editLoader } from './mutants/edits.ts';
import type { halts } from './mutants/halts.ts';

const FROZEN_MS = Number(process.env['UPSHOT_FREEZE_SECONDS'] ?? 60) * 1000;
const LOCK_MS = 4000;
const ACTIVITIES = 5;

const counter = `
const storage = require('storage');
storage.set('counter', (storage.get('counter') || 0) + 1);
`;

const environment = { UPSHOT_QUEUE_PREFIX: '{freeze}', UPSHOT_LOCK_MS: String(LOCK_MS) };

describe
  .runIf(process.platform === 'linux')
  .concurrent(`a worker that was frozen for ${FROZEN_MS / 1000} s cannot settle when it wakes`, () => {
    it('in the middle of an attempt', { timeout: FROZEN_MS + 120_000 }, async () => {
      await using parts = new AsyncDisposableStack();
      const receiver = await startSlowReceiver();
      parts.defer(() => receiver.close());
      const settings = { ...environment, UPSHOT_EGRESS_ALLOW: `127.0.0.1:${receiver.port}` };
      const system = parts.use(await startSystem({ workers: 1, environment: settings }));
      const [frozen] = system.workers;
      if (frozen === undefined) throw new Error('there is no worker');
      await system.addIntegration({
        type: 'script',
        script: `${counter} fetch('http://127.0.0.1:${receiver.port}/')`,
      });
      await postAll(system);
      await receiver.asked;
      frozen.signal('SIGSTOP');
      const frozenAt = performance.now();
      const other = parts.use(await startOther(system, settings));
      await untilSettled(system);
      await wakeAfterwards(frozen, frozenAt, () => receiver.answer());
      await expectFenced(frozen);
      const attempts = await attemptsOf(system);
      expect(attempts.shift()).toEqual({ outcomes: ['interrupted', 'succeeded'], attempts: [1, 2] });
      expect(attempts).toEqual(everyOnce.slice(1));
      await expectUsable(system, frozen, other);
    });

    it('just before it settles', { timeout: FROZEN_MS + 120_000 }, async () => {
      expect(await freezeAt('a worker freezes just before it settles')).toEqual(everyOnce);
    });

    it('in the transaction that settles', { timeout: FROZEN_MS + 120_000 }, async () => {
      // Only integrations with parallel lanes settle in more than one statement.
      const shared = { script: `require('storage').set('counter', ${ACTIVITIES})`, concurrency: 2 };
      const halt = 'a worker freezes in the transaction that settles';
      expect(await freezeAt(halt, shared)).toEqual(everyOnce);
    });
  });

/** What reached nothing outside leaves no trace: the other worker's attempts are the first. */
const everyOnce = Array.from({ length: ACTIVITIES }, () => ({ outcomes: ['succeeded'], attempts: [1] }));

/** Resolves with the attempts of each run. */
async function freezeAt(
  halt: (typeof halts)[number]['name'],
  fields: Readonly<Record<string, unknown>> = { script: counter },
): Promise<readonly Attempts[]> {
  await using parts = new AsyncDisposableStack();
  const system = parts.use(await startSystem({ workers: 0, environment }));
  const halting = {
    ...environment,
    NODE_OPTIONS: `--import ${editLoader}`,
    UPSHOT_TEST_EDITS: halt,
  };
  const frozen = parts.use(await startOther(system, halting));
  await system.addIntegration({ type: 'script', ...fields });
  await postAll(system);
  await eventually(async () => expect(await stateOf(frozen)).toBe('T'), { withinMs: 30_000 });
  const frozenAt = performance.now();
  const other = parts.use(await startOther(system, environment));
  await untilSettled(system);
  await wakeAfterwards(frozen, frozenAt);
  await expectFenced(frozen);
  const attempts = await attemptsOf(system);
  await expectUsable(system, frozen, other);
  return attempts;
}

function startOther(
  { databaseUrl, redisUrl }: TestSystem,
  settings: Readonly<Record<string, string>>,
): Promise<TestProcess> {
  return startWorker({ DATABASE_URL: databaseUrl, REDIS_URL: redisUrl, ...settings });
}

async function postAll(system: TestSystem): Promise<void> {
  for (let index = 0; index < ACTIVITIES; index++) await system.post(await pushActivity(`freeze${index}`));
}

/** A frozen worker may hold a lock until PostgreSQL ends its session, after ten seconds. */
async function untilSettled(system: TestSystem): Promise<void> {
  await eventually(async () => expect(await system.query('select from pending_runs')).toEqual([]), {
    withinMs: 45_000,
  });
}

async function wakeAfterwards(
  frozen: TestProcess,
  frozenAt: number,
  before: () => void = () => undefined,
): Promise<void> {
  await delay(Math.max(0, frozenAt + FROZEN_MS - performance.now()));
  before();
  frozen.signal('SIGCONT');
}

async function expectFenced(frozen: TestProcess): Promise<void> {
  await eventually(async () => expect(await frozen.log()).toContain('another worker has claimed the lane'), {
    withinMs: 30_000,
  });
}

interface Attempts {
  readonly outcomes: readonly string[];
  readonly attempts: readonly number[];
}

/** Of each run, in their order; checks the counter as well. */
async function attemptsOf(system: TestSystem): Promise<Attempts[]> {
  expect(await system.query('select value from storage')).toEqual([{ value: String(ACTIVITIES) }]);
  return await system.query<Attempts>(
    `select array_agg(outcome order by attempt) as outcomes, array_agg(attempt order by attempt) as attempts
     from activity_log group by activity_id order by activity_id`,
  );
}

/** Frozen processes continue. */
async function expectUsable(system: TestSystem, frozen: TestProcess, other: TestProcess): Promise<void> {
  await other.kill();
  await system.post(await pushActivity('afterwards'));
  await eventually(
    async () =>
      expect(await system.query(`select outcome from activity_log where activity_id = 'afterwards'`)).toEqual(
        [{ outcome: 'succeeded' }],
      ),
    { withinMs: 30_000 },
  );
  expect(await stateOf(frozen)).not.toBe('T');
}

/** As in proc(5): `T` is stopped. */
async function stateOf({ pid }: TestProcess): Promise<string | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[0];
}

interface SlowReceiver {
  readonly port: number;
  /** Resolves when the first request is there. */
  readonly asked: Promise<void>;
  /** Answers the first request; the others were answered at once. */
  answer(): void;
  close(): void;
}

async function startSlowReceiver(): Promise<SlowReceiver> {
  const asked = Promise.withResolvers<void>();
  let first: ServerResponse | undefined;
  const server = createServer((_request, response) => {
    if (first !== undefined) return void response.end();
    first = response;
    asked.resolve();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    asked: asked.promise,
    answer: () => void first?.end(),
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
