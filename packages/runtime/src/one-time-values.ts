import { connectFailingFast } from './redis/connect.ts';

/** Values that can be taken once, for some time. Redis may lose them. */
export interface OneTimeValues extends AsyncDisposable {
  keep(name: string, value: string, ms: number): Promise<void>;
  /** Undefined when there is none of this name, or no longer. */
  take(name: string): Promise<string | undefined>;
}

/** Keeps values beside the queue, under its key prefix. Rejects while Redis is away. */
export function openOneTimeValues(redisUrl: string, prefix: string): OneTimeValues {
  const redis = connectFailingFast(redisUrl);
  const keyOf = (name: string) => `${prefix}:once:${name}`;
  return {
    async keep(name, value, ms) {
      await redis.set(keyOf(name), value, 'PX', ms);
    },
    take: async (name) => (await redis.getdel(keyOf(name))) ?? undefined,
    [Symbol.asyncDispose]() {
      redis.disconnect();
      return Promise.resolve();
    },
  };
}
