import { parseExactly } from '@upshot/shared/exact-json';
import { findStorageRefusal, storageNotation } from '@upshot/shared/storage-quota';
import type { HostRefusal } from '@upshot/sandbox/sandbox';
import type { TrialStorage } from './trial.ts';

/** The storage of one trial: what it starts with, and over it what the script writes. Keys are as scripts name them. */
export class StorageOverlay {
  readonly #before: ReadonlyMap<string, string>;
  readonly #values: Map<string, string>;
  readonly #names = new Map<string, string>();
  #reads = 0;
  #isCleared = false;

  /** `before` holds the JSON text of each value. */
  constructor(before: ReadonlyMap<string, string>) {
    this.#before = new Map([...before].map(([key, json]) => [this.#notationOf(key), json]));
    this.#values = new Map(this.#before);
  }

  get(key: string): string | undefined {
    this.#reads += 1;
    return this.#values.get(this.#notationOf(key));
  }

  set(key: string, json: string): HostRefusal | undefined {
    const name = this.#notationOf(key);
    const refusal = findStorageRefusal(this.#values, name, json);
    if (refusal !== undefined) return { error: { name: 'QuotaExceededError', message: refusal } };
    this.#values.set(name, json);
    return undefined;
  }

  remove(key: string): void {
    this.#values.delete(this.#notationOf(key));
  }

  clear(): void {
    this.#values.clear();
    this.#isCleared = true;
  }

  /** All that is stored now, by key. */
  entries(): ReadonlyMap<string, string> {
    return new Map([...this.#values].map(([name, json]) => [this.#names.get(name) ?? name, json]));
  }

  /** What the run has read and changed; `redact` hides secrets. */
  report(redact: (text: string) => string): TrialStorage {
    const names = [...new Set([...this.#before.keys(), ...this.#values.keys()])];
    const writes = names
      .map((name) => ({ name, before: this.#before.get(name), after: this.#values.get(name) }))
      .filter(({ before, after }) => before !== after)
      .map(({ name, before, after }) => ({
        key: redact(this.#names.get(name) ?? name),
        before: shownValue(before, redact),
        after: shownValue(after, redact),
      }));
    return { reads: this.#reads, writes, cleared: this.#isCleared };
  }

  #notationOf(key: string): string {
    const name = storageNotation(key);
    this.#names.set(name, key);
    return name;
  }
}

/** The value with every digit; where its JSON holds a secret, the redacted JSON as text. */
function shownValue(json: string | undefined, redact: (text: string) => string): unknown {
  if (json === undefined) return null;
  const redacted = redact(json);
  return redacted === json ? parseExactly(json) : readOrText(redacted);
}

function readOrText(json: string): unknown {
  try {
    return parseExactly(json);
  } catch {
    return json;
  }
}
