import type { StorageWrites } from '@upshot/ledger/runs/settlement';
import { findStorageRefusal, storageNotation } from '@upshot/shared/storage-quota';

/** What an integration stores goes into the slot with each run, unless its JSON is longer than this. */
const MAX_TEXT = 16 * 1024;

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

  /** Everything that is stored, as JSON; undefined when it is too much to travel with each run. */
  async text(): Promise<string | undefined> {
    const text = JSON.stringify([...(await this.#read())]);
    return text.length > MAX_TEXT ? undefined : text;
  }

  async get(key: string): Promise<string | undefined> {
    return (await this.#read()).get(storageNotation(key));
  }

  async set(key: string, json: string): Promise<StorageRefusal | undefined> {
    const values = await this.#read();
    const name = storageNotation(key);
    const refusal = findStorageRefusal(values, name, json);
    if (refusal !== undefined) return { error: { name: 'QuotaExceededError', message: refusal } };
    if (this.#isOver) return undefined;
    values.set(name, json);
    this.#writes.set(name, json);
    return undefined;
  }

  async remove(key: string): Promise<void> {
    const values = await this.#read();
    const name = storageNotation(key);
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
