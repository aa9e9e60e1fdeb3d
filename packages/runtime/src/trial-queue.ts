import { Queue, Worker, type JobsOptions } from 'bullmq';
import { closeShared, connectFailingFast, redisConnection } from './redis/connect.ts';
import { withTimeout } from './with-timeout.ts';

/** The BullMQ queue of trials: a job says "there is a trial" or "this comparison has work", and nothing more. */
const queueName = 'trials';

/** The name of a job that says that a comparison has work. */
const COMPARISON = 'comparison';

/** A turn at a comparison that is due: how often its runs were begun names the turn. */
export interface DueTurn {
  readonly project: string;
  readonly id: string;
  readonly tries: number;
}

/** How many trials of a project wait or run at once. */
export const trialsAtOnce = 2;

/** For how long an answer can be read. */
const KEEP_MS = 600_000;

/** For how long a trial counts as running without a sign of life from its worker. */
const ALIVE_MS = 6000;

/** How long the queue may take to accept a trial; BullMQ waits for ever for its first connection. */
const SUBMIT_TIMEOUT_MS = 3000;

/** Names a trial. */
export interface TrialKey {
  readonly project: string;
  readonly id: string;
}

/** How far a trial is. `lost`: the worker that ran it has ended. `unknown`: there is none, or no longer. */
export type TrialStatus =
  | { readonly kind: 'waiting' | 'running' | 'lost' | 'unknown' }
  | { readonly kind: 'answered'; readonly answer: string };

/** Hands trials to workers, and reads their answers. Rejects while Redis is away. */
export interface TrialQueue {
  /** Offers a trial for so many milliseconds; false when so many trials of the project wait or run already. */
  submit(key: TrialKey, request: string, offeredMs: number): Promise<boolean>;
  read(key: TrialKey): Promise<TrialStatus>;
  /** Takes the trial back; false when a worker has taken it already. */
  withdraw(key: TrialKey): Promise<boolean>;
  /** Tells workers that a comparison has work. It is no harm when that is lost: workers look for it, too. */
  readonly wake: (turn: DueTurn) => Promise<void>;
  close(): Promise<void>;
}

/** Opens the queue for handing in. All of it stands in Redis alone, which may lose it. */
export function openTrialQueue(
  redisUrl: string,
  prefix: string,
  onFault: (fault: Error) => void,
): TrialQueue {
  const redis = connectFailingFast(redisUrl);
  const keys = keysOf(prefix);
  const { queue, close } = openQueue(redisUrl, prefix, onFault);
  const withdraw = async (key: TrialKey) => {
    const taken = await redis.getdel(keys.request(key));
    if (taken === null) return false;
    await redis.multi().del(keys.known(key)).zrem(keys.project(key), key.id).exec();
    return true;
  };
  return {
    async submit(key, request, offeredMs) {
      const { id } = key;
      const names = [keys.project(key), keys.request(key), keys.known(key)];
      const values = [id, request, offeredMs, offeredMs + KEEP_MS, trialsAtOnce];
      if ((await redis.eval(ADMIT, names.length, ...names, ...values)) === 0) return false;
      const options = { jobId: id, removeOnComplete: true, removeOnFail: true };
      await add(queue, 'trial', key, options).catch(async (fault: unknown) => {
        await withdraw(key).catch(() => false);
        throw fault;
      });
      return true;
    },
    async read(key) {
      const replies = await redis
        .multi()
        .get(keys.answer(key))
        .exists(keys.running(key))
        .exists(keys.request(key))
        .exists(keys.known(key))
        .exec();
      const [answer, isRunning, isWaiting, isKnown] = (replies ?? []).map(([fault, value]) => {
        if (fault !== null) throw fault;
        return value;
      });
      if (typeof answer === 'string') return { kind: 'answered', answer };
      if (isRunning === 1) return { kind: 'running' };
      if (isWaiting === 1) return { kind: 'waiting' };
      return { kind: isKnown === 1 ? 'lost' : 'unknown' };
    },
    withdraw,
    wake: (turn) => wakeComparison(queue, turn),
    async close() {
      redis.disconnect();
      await close();
    },
  };
}

type TrialJobs = Queue<TrialKey>;

function openQueue(redisUrl: string, prefix: string, onFault: (fault: Error) => void) {
  const connection = redisConnection(redisUrl, { failFast: true });
  const queue: TrialJobs = new Queue<TrialKey>(queueName, { prefix, connection, skipVersionCheck: true });
  queue.on('error', onFault);
  const close = async () => {
    await queue.close();
    closeShared(connection);
  };
  return { queue, close };
}

async function add(queue: TrialJobs, name: string, key: TrialKey, options: JobsOptions): Promise<void> {
  const late = () => new Error(`the queue did not answer within ${SUBMIT_TIMEOUT_MS} ms`);
  await withTimeout(queue.add(name, key, options), SUBMIT_TIMEOUT_MS, late);
}

/** A turn that waits in the queue already is not added again. */
async function wakeComparison(queue: TrialJobs, { project, id, tries }: DueTurn): Promise<void> {
  const options = { jobId: `${COMPARISON}-${id}-${tries}`, removeOnComplete: true, removeOnFail: true };
  await add(queue, COMPARISON, { project, id }, options);
}

/** Takes trials until disposed; disposing waits for those that run. */
export interface TrialWork extends AsyncDisposable {
  /** Tells workers that a comparison has work. */
  readonly wake: (turn: DueTurn) => Promise<void>;
  pause(): Promise<void>;
  resume(): Promise<void>;
}

export interface TrialWorkOptions {
  readonly redisUrl: string;
  readonly prefix: string;
  readonly concurrency: number;
  /** Runs a trial and answers it. Must not reject. */
  readonly run: (key: TrialKey, request: string) => Promise<string>;
  /** Takes a turn at a comparison. */
  readonly compare: (comparison: string) => Promise<void>;
  readonly onFault: (fault: unknown) => void;
}

/** Takes trials from the queue. A trial is run once at most: when its worker dies, it is lost. */
export function workTrials(options: TrialWorkOptions): TrialWork {
  const { redisUrl, prefix, concurrency, run, compare, onFault } = options;
  const { queue, close } = openQueue(redisUrl, prefix, onFault);
  const redis = connectFailingFast(redisUrl);
  const keys = keysOf(prefix);
  const take = async (key: TrialKey): Promise<string | undefined> => {
    const replies = await redis
      .multi()
      .set(keys.running(key), '', 'PX', ALIVE_MS)
      .getdel(keys.request(key))
      .exec();
    const request = replies?.[1]?.[1];
    if (typeof request === 'string') return request;
    await redis.del(keys.running(key));
    return undefined;
  };
  const showLife = async (key: TrialKey) => {
    const names = [keys.running(key), keys.project(key)];
    await redis.eval(SHOW_LIFE, names.length, ...names, key.id, ALIVE_MS).catch(onFault);
  };
  const process = async (key: TrialKey) => {
    const request = await take(key);
    if (request === undefined) return;
    await showLife(key);
    const timer = setInterval(() => void showLife(key), ALIVE_MS / 4);
    const answer = await run(key, request).finally(() => clearInterval(timer));
    await redis
      .multi()
      .set(keys.answer(key), answer, 'PX', KEEP_MS)
      .del(keys.running(key))
      .zrem(keys.project(key), key.id)
      .exec();
  };
  const connection = redisConnection(redisUrl, { failFast: false });
  const worker = new Worker<TrialKey>(
    queueName,
    async ({ name, data: { project, id } }) =>
      await (name === COMPARISON ? compare(id) : process({ project, id })).catch(onFault),
    {
      prefix,
      concurrency,
      // A job that is given to a second worker finds that its request is taken.
      maxStalledCount: 0,
      connection,
      skipVersionCheck: true,
    },
  );
  worker.on('error', onFault);
  return {
    wake: (turn) => wakeComparison(queue, turn),
    pause: () => worker.pause(),
    resume: () => Promise.resolve(worker.resume()),
    async [Symbol.asyncDispose]() {
      await worker.close();
      closeShared(connection);
      redis.disconnect();
      await close();
    },
  };
}

/** Admits a trial unless the project has as many as it may; those that have expired do not count. */
const ADMIT = `
local time = redis.call('time')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('zremrangebyscore', KEYS[1], '-inf', now)
if redis.call('zcard', KEYS[1]) >= tonumber(ARGV[5]) then return 0 end
redis.call('zadd', KEYS[1], now + ARGV[3], ARGV[1])
redis.call('pexpire', KEYS[1], ARGV[4])
redis.call('set', KEYS[2], ARGV[2], 'PX', ARGV[3])
redis.call('set', KEYS[3], '', 'PX', ARGV[4])
return 1`;

/** Says that a trial is still run, and keeps its place among those of its project. */
const SHOW_LIFE = `
local time = redis.call('time')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('set', KEYS[1], '', 'PX', ARGV[2])
redis.call('zadd', KEYS[2], now + ARGV[2], ARGV[1])
return 1`;

function keysOf(prefix: string) {
  const of = (what: string) => (key: TrialKey) => `${prefix}:trial:${what}:${key.project}:${key.id}`;
  return {
    request: of('request'),
    running: of('running'),
    answer: of('answer'),
    known: of('known'),
    /** Those of the project that wait or run, by when they expire. */
    project: ({ project }: TrialKey) => `${prefix}:trials:${project}`,
  };
}
