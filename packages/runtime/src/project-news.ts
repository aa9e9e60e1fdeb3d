import { connectFailingFast, connectWaiting } from './redis/connect.ts';

/** A project is named at most once in this time. */
const TELL_EVERY_MS = 100;

/** Says that something was written of a project. Best effort: watchers read the ledger from time to time, too. */
export interface NewsPublisher extends Disposable {
  readonly tell: (projects: Iterable<string>) => void;
}

/** Hears of news of projects, from all processes. */
export interface NewsSubscriber extends Disposable {
  /** Calls `onNews` for each news of the project, until it is disposed of. */
  subscribe(project: string, onNews: () => void): Disposable;
  /** Whether news arrive: Redis is there. */
  readonly isConnected: boolean;
}

/** Publishes beside the queue, under its key prefix. Never throws. */
export function openNewsPublisher(redisUrl: string, prefix: string): NewsPublisher {
  const redis = connectFailingFast(redisUrl);
  const told = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  const flush = () => {
    timer = undefined;
    for (const project of told) redis.publish(channelOf(prefix, project), '').catch(() => undefined);
    told.clear();
  };
  return {
    tell(projects) {
      for (const project of projects) told.add(project);
      if (told.size > 0) timer ??= setTimeout(flush, TELL_EVERY_MS).unref();
    },
    [Symbol.dispose]() {
      clearTimeout(timer);
      redis.disconnect();
    },
  };
}

/** Subscribes on a connection of its own, and again whenever Redis is back. */
export function openNewsSubscriber(redisUrl: string, prefix: string): NewsSubscriber {
  // Most ingests have no watcher: it connects with the first.
  const redis = connectWaiting(redisUrl);
  const listeners = new Map<string, Set<() => void>>();
  redis.on('message', (channel) => listeners.get(channel)?.forEach((listener) => listener()));
  return {
    get isConnected() {
      return redis.status === 'ready';
    },
    subscribe(project, onNews) {
      const channel = channelOf(prefix, project);
      const own = listeners.get(channel) ?? new Set();
      if (own.size === 0) redis.subscribe(channel).catch(() => undefined);
      listeners.set(channel, own.add(onNews));
      return {
        [Symbol.dispose]() {
          own.delete(onNews);
          if (own.size > 0 || !listeners.delete(channel)) return;
          redis.unsubscribe(channel).catch(() => undefined);
        },
      };
    },
    [Symbol.dispose]: () => redis.disconnect(),
  };
}

function channelOf(prefix: string, project: string): string {
  return `${prefix}:news:${project}`;
}
