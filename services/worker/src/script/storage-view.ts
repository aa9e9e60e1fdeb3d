import type { Database } from '@upshot/shared/database/connect';
import type { StorageWrites } from '../runs/settlement.ts';

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
  readonly #database: Database;
  readonly #integrationId: string;
  #values: Promise<Map<string, string>> | undefined;
  #writes = new Map<string, string | null>();
  #clear = false;

  constructor(database: Database, integrationId: string) {
    this.#database = database;
    this.#integrationId = integrationId;
  }

  /** Whether the run under way has changed anything. */
  get isChanged(): boolean {
    return this.#clear || this.#writes.size > 0;
  }

  async get(key: string): Promise<string | undefined> {
    return (await this.#read()).get(notation(key));
  }

  async set(key: string, json: string): Promise<StorageRefusal | undefined> {
    const values = await this.#read();
    const name = notation(key);
    const refusal = findRefusal(values, name, json);
    if (refusal !== undefined) return { error: { name: 'QuotaExceededError', message: refusal } };
    values.set(name, json);
    this.#writes.set(name, json);
    return undefined;
  }

  async remove(key: string): Promise<void> {
    const name = notation(key);
    if ((await this.#read()).delete(name)) this.#writes.set(name, null);
  }

  async clear(): Promise<void> {
    (await this.#read()).clear();
    this.#writes.clear();
    this.#clear = true;
  }

  /** Ends a run: returns what it wrote, and begins anew for the next. */
  takeWrites(): StorageWrites | undefined {
    const writes = this.isChanged ? { clear: this.#clear, values: this.#writes } : undefined;
    this.#writes = new Map();
    this.#clear = false;
    return writes;
  }

  /** Makes the next run read the ledger again: others may have written to it. */
  forget(): void {
    this.#values = undefined;
  }

  #read(): Promise<Map<string, string>> {
    this.#values ??= this.#load();
    return this.#values;
  }

  async #load(): Promise<Map<string, string>> {
    const rows = await this.#database
      .selectFrom('storage')
      .select(['key', 'value'])
      .where('integration_id', '=', this.#integrationId)
      .execute();
    return new Map(rows.map(({ key, value }) => [key, value]));
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
