import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { RoundRobinQueue } from '@upshot/fairness/round-robin';

/** A thread that answers one request at a time, so that the event loop answers others meanwhile. */
export interface TenantThread<Request, Answer> extends AsyncDisposable {
  /** Waits for its turn: tenants take turns. */
  ask(tenant: string, request: Request): Promise<Answer>;
}

interface Waiting<Request, Answer> {
  readonly request: Request;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (cause: unknown) => void;
}

/** Creates the thread of a file. It starts with the first request, and again after it has failed. */
export function createTenantThread<Request, Answer>(file: URL): TenantThread<Request, Answer> {
  const waiting = new RoundRobinQueue<Waiting<Request, Answer>>();
  let thread: Worker | undefined;
  let running: Promise<void> | undefined;
  const start = () => {
    const started = new Worker(file);
    started.unref();
    return started.on('error', () => (thread = undefined));
  };
  const askThread = async (request: Request): Promise<Answer> => {
    thread ??= start();
    const message = once(thread, 'message');
    thread.postMessage(request);
    const [answer] = (await message) as [Answer];
    return answer;
  };
  const run = async () => {
    for (;;) {
      const next = waiting.take(() => true);
      if (next === undefined) break;
      await askThread(next.request).then(next.resolve, next.reject);
    }
    running = undefined;
  };
  return {
    ask(tenant, request) {
      const { promise, resolve, reject } = Promise.withResolvers<Answer>();
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
