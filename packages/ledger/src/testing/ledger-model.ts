import { integrationOfLane } from '@upshot/shared/lane';
import type { BeginOperation, Operation, SettleOperation, Written } from '../runs/operation.ts';
import type { StorageWrites } from '../runs/settlement.ts';

interface ModelRun {
  readonly lane: string;
  readonly attempt: number;
  readonly isBegun: boolean;
  readonly interruptions: number;
  /** Whether its next attempt waits for a time. */
  readonly isPostponed: boolean;
}

/** Pending runs, log and storage, as plain values that compare. */
export interface LedgerContents {
  readonly pending: Readonly<Record<string, ModelRun>>;
  /** `<run> <attempt>`, with `final` behind the last attempt of a run; sorted. */
  readonly log: readonly string[];
  /** `<integration> <key>=<value>`, sorted. */
  readonly storage: readonly string[];
}

/** What the ledger is to do with claims, beginnings and settlements, in plain code. */
export class LedgerModel {
  readonly #pending = new Map<string, ModelRun>();
  readonly #tokens = new Map<string, string>();
  readonly #paused = new Set<string>();
  readonly #storage = new Map<string, string>();
  readonly #log: string[] = [];

  constructor(runs: readonly { readonly seq: string; readonly lane: string }[]) {
    const fresh = { attempt: 0, isBegun: false, interruptions: 0, isPostponed: false };
    for (const { seq, lane } of runs) this.#pending.set(seq, { lane, ...fresh });
  }

  claimed(lane: string, token: string): void {
    this.#tokens.set(lane, token);
  }

  paused(integration: string, isPaused: boolean): void {
    if (isPaused) this.#paused.add(integration);
    else this.#paused.delete(integration);
  }

  /** The number of the run's attempt that a worker would begin or settle now. */
  attemptOf(seq: string): number {
    const run = this.#pending.get(seq);
    return run === undefined ? 1 : run.isBegun ? run.attempt : run.attempt + 1;
  }

  /** Writes a batch: beginnings first, but none of a run that the batch settles. */
  write(operations: readonly Operation[]): readonly Written[] {
    const accepted = operations.filter(({ lease }) => this.#tokens.get(lease.lane) === lease.fencingToken);
    const settled = accepted.filter((operation) => operation.kind === 'settle');
    const seqs = new Set(settled.map(({ settlement }) => settlement.run.seq));
    const written = new Set<Operation>(accepted);
    for (const operation of accepted) {
      if (operation.kind !== 'begin' || seqs.has(operation.seq)) continue;
      if (!this.#begin(operation)) written.delete(operation);
    }
    for (const operation of settled) this.#settle(operation);
    return operations.map((operation) => (written.has(operation) ? 'written' : 'fenced'));
  }

  contents(): LedgerContents {
    return {
      pending: Object.fromEntries(this.#pending),
      log: this.#log.toSorted(),
      storage: [...this.#storage].map(([key, value]) => `${key}=${value}`).toSorted(),
    };
  }

  #begin({ seq, attempt }: BeginOperation): boolean {
    const run = this.#pending.get(seq);
    if (run === undefined || this.#paused.has(integrationOfLane(run.lane))) return false;
    this.#pending.set(seq, { ...run, attempt, isBegun: true });
    return true;
  }

  #settle({ settlement }: SettleOperation): void {
    const { attempt, retryAfterMs, interruptions = 0, storage } = settlement;
    const { seq, integrationId } = settlement.run;
    const run = this.#pending.get(seq);
    if (run === undefined) return;
    if (retryAfterMs === undefined) this.#pending.delete(seq);
    else {
      if (attempt < run.attempt || (attempt === run.attempt && !run.isBegun)) return;
      this.#pending.set(seq, {
        lane: run.lane,
        attempt,
        isBegun: false,
        interruptions: Math.max(run.interruptions, interruptions),
        isPostponed: retryAfterMs > 0,
      });
    }
    this.#log.push(`${seq} ${attempt}${retryAfterMs === undefined ? ' final' : ''}`);
    if (storage !== undefined) this.#store(integrationId, storage);
  }

  #store(integration: string, { clear, values }: StorageWrites): void {
    const prefix = `${integration} `;
    if (clear) for (const key of this.#storage.keys()) if (key.startsWith(prefix)) this.#storage.delete(key);
    for (const [key, value] of values) {
      if (value === null) this.#storage.delete(prefix + key);
      else this.#storage.set(prefix + key, value);
    }
  }
}
