import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { RoundRobinQueue } from '@upshot/fairness/round-robin';
import type { HeavyJson } from './heavy-json.ts';
import type { ParseRequest } from './parse-thread.ts';

/** Parses bodies with very many values in a thread of its own, so that the event loop answers other requests. */
export interface HeavyBodyParser extends AsyncDisposable {
  /** Waits for its turn: tenants take turns, and one body is parsed at a time. */
  parse(tenant: string, request: ParseRequest): Promise<HeavyJson>;
}

interface Waiting {
  readonly request: ParseRequest;
  readonly resolve: (json: HeavyJson) => void;
  readonly reject: (cause: unknown) => void;
}

const threadFile = new URL('./parse-thread.ts', import.meta.url);

/** Creates the parser of one process. Its thread starts with the first heavy body, and again after it has failed. */
export function createHeavyBodyParser(): HeavyBodyParser {
  const waiting = new RoundRobinQueue<Waiting>();
  let thread: Worker | undefined;
  let running: Promise<void> | undefined;
  const start = () => {
    const started = new Worker(threadFile);
    started.unref();
    return started.on('error', () => (thread = undefined));
  };
  const ask = async (request: ParseRequest): Promise<HeavyJson> => {
    thread ??= start();
    const answer = once(thread, 'message');
    thread.postMessage(request);
    const [json] = (await answer) as [HeavyJson];
    return json;
  };
  const run = async () => {
    for (;;) {
      const next = waiting.take(() => true);
      if (next === undefined) break;
      await ask(next.request).then(next.resolve, next.reject);
    }
    running = undefined;
  };
  return {
    parse(tenant, request) {
      const { promise, resolve, reject } = Promise.withResolvers<HeavyJson>();
      waiting.add(tenant, { request, resolve, reject });
      running ??= run();
      return promise;
    },
    async [Symbol.asyncDispose]() {
      await running;
      await thread?.terminate();
    },
  };
}
