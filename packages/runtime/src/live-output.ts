import { connectFailingFast } from './redis/connect.ts';

/** A line that a script printed and whose run is still under way: when (milliseconds of the epoch), and what. */
export type LiveLine = readonly [at: number, text: string];

/** For how long the lines of a run that goes on stay readable, and those of one that is over. */
const KEEP_MS = 10 * 60_000;
const KEEP_ENDED_MS = 10_000;

/**
 * Output of scripts before their outcome is logged. Best effort, in Redis only: the log gets the output with the
 * outcome.
 */
export interface LiveOutput extends AsyncDisposable {
  /** Adds lines to the attempt's; what cannot be kept is not shown. */
  append(run: string, attempt: number, lines: readonly LiveLine[]): Promise<void>;
  /** The attempt has its outcome: its lines are in the log. */
  end(run: string, attempt: number): Promise<void>;
  /** The attempt's lines so far; none while Redis is away. */
  read(run: string, attempt: number): Promise<readonly LiveLine[]>;
}

/** Keeps live output beside the queue, under its key prefix. Never rejects. */
export function openLiveOutput(redisUrl: string, prefix: string): LiveOutput {
  const redis = connectFailingFast(redisUrl);
  const keyOf = (run: string, attempt: number) => `${prefix}:live:${run}:${attempt}`;
  return {
    async append(run, attempt, lines) {
      const key = keyOf(run, attempt);
      const texts = lines.map((line) => JSON.stringify(line));
      await redis
        .multi()
        .rpush(key, ...texts)
        .pexpire(key, KEEP_MS)
        .exec()
        .catch(() => undefined);
    },
    async end(run, attempt) {
      await redis.pexpire(keyOf(run, attempt), KEEP_ENDED_MS).catch(() => undefined);
    },
    async read(run, attempt) {
      const lines = await redis.lrange(keyOf(run, attempt), 0, -1).catch(() => []);
      return lines.map((line) => JSON.parse(line) as LiveLine);
    },
    [Symbol.asyncDispose]() {
      redis.disconnect();
      return Promise.resolve();
    },
  };
}
