import ivm from 'isolated-vm';
import { script } from '../activities.ts';

/** Where an integration's storage is. */
export interface Storage {
  get(integration: string, key: string): Promise<string | null>;
  set(integration: string, key: string, value: string): Promise<unknown>;
}

const MEMORY_MB = 64;
const TIMEOUT_MS = 5000;

/** What a plain service gives a script: storage, a console, and the activity, parsed. */
const source = `(function (activityText, get, set) {
  const lines = [];
  const activity = JSON.parse(activityText);
  const console = { log: (...values) => void lines.push(values.join(' ')) };
  const require = () => ({
    get: (key) => JSON.parse(get.applySyncPromise(undefined, [key]) ?? 'null'),
    set: (key, value) => void set.applySyncPromise(undefined, [key, JSON.stringify(value)]),
  });
  (() => { ${script} })();
  return JSON.stringify(lines);
})`;

/** An isolate for each integration, reused for all its runs, and a context for each run. */
export class Isolates {
  readonly #all = new Map<string, { readonly isolate: ivm.Isolate; readonly compiled: ivm.Script }>();
  readonly #storage: Storage;

  constructor(storage: Storage) {
    this.#storage = storage;
  }

  /** Runs the script in a thread, as the documentation of isolated-vm advises. Gives the lines, as JSON. */
  async run(integration: string, activity: string): Promise<string> {
    const { isolate, compiled } = this.#of(integration);
    const context = await isolate.createContext();
    const get = new ivm.Reference((key: string) => this.#storage.get(integration, key));
    const set = new ivm.Reference(
      async (key: string, value: string) => void (await this.#storage.set(integration, key, value)),
    );
    try {
      const main = await compiled.run(context, { timeout: TIMEOUT_MS, reference: true });
      const lines: unknown = await main.apply(undefined, [activity, get, set], { timeout: TIMEOUT_MS });
      main.release();
      return lines as string;
    } finally {
      for (const held of [get, set, context]) held.release();
    }
  }

  #of(integration: string) {
    const found = this.#all.get(integration);
    if (found !== undefined) return found;
    const isolate = new ivm.Isolate({ memoryLimit: MEMORY_MB });
    const made = { isolate, compiled: isolate.compileScriptSync(source) };
    this.#all.set(integration, made);
    return made;
  }
}
