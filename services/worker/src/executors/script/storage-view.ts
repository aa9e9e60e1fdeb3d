import type { StorageWrites } from '@upshot/ledger/runs/settlement';

/** How much an integration may keep. Keys and values count in UTF-16 units of their JSON text. */
const storageQuota = {
  keys: 1000,
  keyLength: 512,
  valueLength: 64 * 1024,
  totalLength: 1024 * 1024,
} as const;

/** Why a write was refused, as the script sees it. */
export interface StorageRefusal {
  readonly error: { readonly name: string; readonly message: string };
}

/**
 * One integration's storage as the runs of one turn see it: read from the ledger once, changed in memory by each run,
 * written to the ledger only with each run's outcome.
 */
export class StorageView {
  readonly #read: () => Promise<Map<string, string>>;
  #values: Promise<Map<string, string>> | undefined;

  /** `read` reads everything the integration stores from the ledger. */
  constructor(read: () => Promise<Map<string, string>>) {
    this.#read = read;
  }

  /** Begins a run. */
  begin(): RunStorage {
    return new RunStorage(() => (this.#values ??= this.#read()));
  }

  /** Makes the next run read the ledger again: others may have written to it, or what a run wrote does not count. */
  forget(): void {
    this.#values = undefined;
  }
}

/** The storage of one run. Once its writes are taken, calls that come late change nothing. */
export class RunStorage {
  readonly #read: () => Promise<Map<string, string>>;
  readonly #writes = new Map<string, string | null>();
  #clear = false;
  #isOver = false;

  constructor(read: () => Promise<Map<string, string>>) {
    this.#read = read;
  }

  async get(key: string): Promise<string | undefined> {
    return (await this.#read()).get(notation(key));
  }

  async set(key: string, json: string): Promise<StorageRefusal | undefined> {
    const values = await this.#read();
    const name = notation(key);
    const refusal = findRefusal(values, name, json);
    if (refusal !== undefined) return { error: { name: 'QuotaExceededError', message: refusal } };
    if (this.#isOver) return undefined;
    values.set(name, json);
    this.#writes.set(name, json);
    return undefined;
  }

  async remove(key: string): Promise<void> {
    const values = await this.#read();
    const name = notation(key);
    if (!this.#isOver && values.delete(name)) this.#writes.set(name, null);
  }

  async clear(): Promise<void> {
    const values = await this.#read();
    if (this.#isOver) return;
    values.clear();
    this.#writes.clear();
    this.#clear = true;
  }

  /** Ends the run: returns what it wrote. */
  take(): StorageWrites | undefined {
    this.#isOver = true;
    return this.#clear || this.#writes.size > 0 ? { clear: this.#clear, values: this.#writes } : undefined;
  }
}

/** The key as JSON without its quotes: any string, NUL and lone surrogates included, becomes plain text. */
function notation(key: string): string {
  return JSON.stringify(key).slice(1, -1);
}

function findRefusal(values: ReadonlyMap<string, string>, key: string, json: string): string | undefined {
  const { keys, keyLength, valueLength, totalLength } = storageQuota;
  if (key.length > keyLength)
    return `a storage key may have ${keyLength} characters, this one has ${key.length}`;
  if (json.length > valueLength)
    return `a storage value may have ${valueLength} characters as JSON, this one has ${json.length}`;
  if (!values.has(key) && values.size >= keys) return `the storage of an integration may have ${keys} keys`;
  let total = key.length + json.length;
  for (const [name, value] of values) if (name !== key) total += name.length + value.length;
  if (total > totalLength) return `the storage of an integration may have ${totalLength} characters in all`;
  return undefined;
}
