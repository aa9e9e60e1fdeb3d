import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { RoundRobinQueue } from '@upshot/fairness/round-robin';
import type { LintAnswer, LintRequest } from './lint-thread.ts';

/** Looks scripts over in a thread of its own, so that the event loop answers other requests. */
export interface ScriptLinter extends AsyncDisposable {
  /** Waits for its turn: projects take turns, and one script is looked over at a time. */
  lint(project: string, request: LintRequest): Promise<LintAnswer | LintRefusal>;
}

/** `busy`: too many wait. `expensive`: the script takes more time or memory than it may. */
type LintRefusal = 'busy' | 'expensive';

export interface LinterLimits {
  /** For how long a script is looked over. */
  readonly timeoutMs: number;
  /** How many scripts of a project may wait. */
  readonly waiting: number;
}

interface Waiting {
  readonly request: LintRequest;
  readonly resolve: (answer: LintAnswer | LintRefusal) => void;
  readonly reject: (fault: unknown) => void;
}

const usualLimits: LinterLimits = { timeoutMs: 5000, waiting: 4 };

const threadFile = new URL('./lint-thread.ts', import.meta.url);

/** Creates the linter of one process. Its thread starts with the first script, and again after an expensive one. */
export function createScriptLinter({ timeoutMs, waiting: most }: LinterLimits = usualLimits): ScriptLinter {
  const waiting = new RoundRobinQueue<Waiting>();
  let thread: Worker | undefined;
  let running: Promise<void> | undefined;
  const ask = async (request: LintRequest): Promise<LintAnswer | LintRefusal> => {
    const asked = (thread ??= await startThread());
    try {
      const answer = once(asked, 'message', { signal: AbortSignal.timeout(timeoutMs) });
      asked.postMessage(request);
      const [found] = (await answer) as [LintAnswer];
      return found;
    } catch {
      thread = undefined;
      await asked.terminate();
      return 'expensive';
    }
  };
  const run = async () => {
    for (let next = waiting.take(() => true); next !== undefined; next = waiting.take(() => true))
      await ask(next.request).then(next.resolve, next.reject);
    running = undefined;
  };
  return {
    lint(project, request) {
      if (waiting.sizeOf(project) >= most) return Promise.resolve('busy');
      const { promise, resolve, reject } = Promise.withResolvers<LintAnswer | LintRefusal>();
      waiting.add(project, { request, resolve, reject });
      running ??= run();
      return promise;
    },
    async [Symbol.asyncDispose]() {
      await running;
      await thread?.terminate();
    },
  };
}

/** Resolves when the thread has loaded the rules. */
async function startThread(): Promise<Worker> {
  const thread = new Worker(threadFile, { resourceLimits: { maxOldGenerationSizeMb: 256 } });
  await once(thread, 'message');
  thread.unref();
  // A failure while a script is looked over rejects `once`; between two scripts it concerns no caller.
  return thread.on('error', () => undefined);
}
