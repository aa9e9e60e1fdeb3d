import { longestRetryMs } from '@upshot/shared/retry-schedule';
import { checkSchema } from '@upshot/ledger/check-schema';
import { makePartitions } from '@upshot/ledger/make-partitions';
import type { Config } from '@upshot/runtime/config';
import type { Logger } from '@upshot/runtime/logger';
import { checkRedis } from '@upshot/runtime/redis-check';
import type { RunningService } from '@upshot/runtime/run-service';
import { runChecks } from '@upshot/runtime/run-checks';
import { repeat } from '@upshot/runtime/repeat';
import { newId } from '@upshot/shared/id';
import { hostname } from 'node:os';
import { openConnections, openLedger, type Connections } from './connections.ts';
import { createDrain, type Drain } from './lanes/drain.ts';
import { createEvents } from './events.ts';
import { keepRetention } from './retention/keep-retention.ts';
import { watchOwnHealth } from './health.ts';
import { mailSettings, reachedGroups } from './executors/health/mail-settings.ts';
import { createSealingGate, type SealingGate } from './executors/script/sealing-gate.ts';
import { countSlots, observeWorker } from './observe-worker.ts';
import { checkBarrier } from './kernel-barrier.ts';
import { startRelay } from './lanes/relay.ts';
import { takeTurn, type TurnTools } from './lanes/take-turn.ts';
import { workLanes, type LaneWork } from './lanes/work.ts';
import { register, type Registration } from './registration.ts';
import type { workerSettings } from './settings.ts';
import { startTrials } from './trials/start-trials.ts';
import { createTurnTools } from './turn-tools.ts';

const HOUR_MS = 3_600_000;

/** Starts a worker. Disposing of it lets runs under way end, and leaves the others to other workers. */
export async function startWorker(
  config: Config<typeof workerSettings>,
  logger: Logger,
): Promise<RunningService> {
  const events = createEvents(logger, config.faultSummaryMs);
  const worker = `${hostname()}.${process.pid}.${newId().slice(0, 5)}`;
  const database = openLedger(config, events);
  const queueChecked = checkRedis(config.redisUrl, config.queuePrefix);
  const [, queueState] = await runChecks(checkSchema(database, events), queueChecked);
  if (queueState === 'evicting') events.queueEvicting();
  const connections = openConnections(config, database, events);
  await checkBarrier(connections.sandbox, config.requireSandbox ?? [], events);
  const aborting = new AbortController();
  const sealing = createSealingGate({ onClosed: events.sealingSuspended, onOpened: events.sealingResumed });
  const tools = createTurnTools(config, connections, {
    worker,
    events,
    aborting: aborting.signal,
    longestRetryMs: longestRetryMs(config.webhookRetrySeconds),
    maySeal: sealing.maySeal,
    noteClaim() {
      registration.noteClaim();
      own.noteClaim();
    },
  });
  const drain = createDrain({ sharing: tools.sharing, events, onDrained: () => registration.report() });
  const registration = registerWorker(config, connections, tools, { drain, sealing });
  const own = watchOwnHealth({
    ...config,
    prefix: config.queuePrefix,
    database,
    isDraining: drain.isDraining,
    events,
  });
  observeWorker(events.metrics, { ...connections, sharing: tools.sharing, lanes: config.lanes });
  await makePartitions(database).catch(events.partitionFault);
  // Says whether stored values may be sealed, before the first run stores any.
  await registration.report();
  const parts = await startParts(config, connections, tools, drain);
  events.ready({ worker, lanes: config.lanes });
  return {
    health: own.health,
    async [Symbol.asyncDispose]() {
      drain.stop();
      tools.wakeTimer[Symbol.dispose]();
      const abort = setTimeout(() => aborting.abort(), config.drainMs);
      await Promise.all(parts.map((part) => part[Symbol.asyncDispose]()));
      clearTimeout(abort);
      await tools.sharing.handOver();
      await tools.settler.close();
      await own[Symbol.asyncDispose]();
      await registration[Symbol.asyncDispose]();
      await connections[Symbol.asyncDispose]();
      events[Symbol.dispose]();
    },
  };
}

/** Starts what takes lanes and trials from their queues, finds due lanes, makes partitions, removes expired data. */
async function startParts(
  config: Config<typeof workerSettings>,
  connections: Connections,
  tools: TurnTools,
  drain: Drain,
): Promise<readonly AsyncDisposable[]> {
  const { database, queue } = connections;
  const { events, portion } = tools;
  const lanes = await workLanes({
    redisUrl: config.redisUrl,
    prefix: config.queuePrefix,
    concurrency: config.lanes,
    lockMs: config.lockMs,
    turn: (lane) => (drain.isDraining() ? tools.wake(lane) : takeTurn(tools, lane, drain.signal())),
    events,
  });
  const trials = startTrials(config, connections, tools);
  drain.attach(joinWork(lanes, trials));
  const { longestRetryMs } = portion;
  const relay = startRelay({ database, queue, everyMs: config.relayMs, events, longestRetryMs });
  const partitions = repeat(() => makePartitions(database).catch(events.partitionFault), HOUR_MS);
  const retention = keepRetention({ config, database, worker: tools.worker, events });
  return [lanes, trials, relay, partitions, retention];
}

function joinWork(
  ...works: readonly Pick<LaneWork, 'pause' | 'resume'>[]
): Pick<LaneWork, 'pause' | 'resume'> {
  return {
    pause: async () => void (await Promise.all(works.map((work) => work.pause()))),
    resume: async () => void (await Promise.all(works.map((work) => work.resume()))),
  };
}

function registerWorker(
  config: Config<typeof workerSettings>,
  { database, sandbox }: Connections,
  { worker, events, sharing }: TurnTools,
  { drain, sealing }: { readonly drain: Drain; readonly sealing: SealingGate },
): Registration {
  const { lanes, egressAllow, smtpUrl } = config;
  return register({
    database,
    events,
    id: worker,
    lanes,
    egressAllow,
    canMail: smtpUrl !== undefined,
    mailGroups: reachedGroups(mailSettings(config)),
    barrier: sandbox.barrier(),
    readLoad() {
      const { active, parked } = sharing.lanes();
      const { running, blocked } = countSlots(sandbox);
      return {
        activeLanes: active,
        parkedLanes: parked,
        runningSlots: running,
        blockedSlots: blocked,
        maxRunningSlots: config.runningSlots,
        maxSlots: config.maxSlots,
      };
    },
    isDrained: drain.isDrained,
    onAnswer(answer) {
      if (answer !== undefined) drain.follow(answer.isDrainAsked);
      sealing.follow(answer?.canAllOpenSealed);
    },
  });
}
