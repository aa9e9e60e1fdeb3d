import { findStorageRefusal, storageNotation } from '@upshot/shared/storage-quota';
import { CallBudget } from '../call-budget.ts';
import { errorAnswer, valueAnswer } from '../host-answer.ts';
import type { HostAnswer } from '../host-answer.ts';
import type { CallLimits } from '../limits.ts';
import { readNamedTexts } from '../named-texts.ts';

/** Sends a host call that gets no answer. */
type Post = (hostFunction: string, namesAndValues: readonly string[]) => void;

/**
 * What an integration stores, inside the slot: reads cost no frame, and each write is posted at once, so that what was
 * written before a kill is known. The parent checks each write by the same rules.
 */
export class LocalStorage {
  readonly #values: Map<string, string>;
  readonly #post: Post;
  readonly #budget: CallBudget;
  #posted = 0;

  /** `text` is a JSON array of keys, each in its notation, with their JSON texts. */
  constructor(text: string, storageCalls: number, post: Post) {
    this.#values = new Map(JSON.parse(text) as [string, string][]);
    this.#budget = new CallBudget({ storageCalls } as CallLimits);
    this.#post = post;
  }

  /** How many writes were posted. */
  get posted(): number {
    return this.#posted;
  }

  /** Carries out a host call of the storage, and gives the answer as the parent would. */
  call(hostFunction: string, namesAndValues: readonly string[]): HostAnswer {
    const refusal = this.#budget.spend('storageCalls');
    if (refusal !== undefined) return errorAnswer(refusal);
    const { key = '', json = 'null' } = readNamedTexts(namesAndValues);
    // As the key would become on its way to the parent, in UTF-8.
    const name = storageNotation(key.toWellFormed());
    if (hostFunction === 'storageGet') return valueAnswer(this.#values.get(name));
    const mistake = hostFunction === 'storageSet' ? findStorageRefusal(this.#values, name, json) : undefined;
    if (mistake !== undefined) return errorAnswer({ name: 'QuotaExceededError', message: mistake });
    if (hostFunction === 'storageSet') this.#values.set(name, json);
    else if (hostFunction === 'storageRemove') this.#values.delete(name);
    else this.#values.clear();
    this.#posted += 1;
    this.#post(hostFunction, namesAndValues);
    return ['u'];
  }
}
