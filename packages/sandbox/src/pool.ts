import { LeastRecentlyServed } from '@upshot/fairness/least-recently-served';
import { projectOf, type Returning } from './candidate.ts';
import { CommonBarrier } from './common-barrier.ts';
import { countSlotUsage, type SlotUsage } from './fair-share.ts';
import { LIFETIME_CPU_SECONDS, retirementMb } from './limits.ts';
import type { RunReport } from './messages.ts';
import type { PoolOptions } from './pool-options.ts';
import { countUnblocked, countUnused, findSlot, findSpare, findVictim } from './slot-choice.ts';
import { RunningScript, type FairSemaphore } from './running-script.ts';
import type { RunRequest } from './run-request.ts';
import type { Barrier } from './slot/barrier/barrier.ts';
import { Slot, type SlotOwner } from './slot.ts';
import { SlotCounter } from './slot-counts.ts';
import type { SlotDeath } from './slot-process.ts';

const STARTING_AT_ONCE = 2;
const SHRINK_EVERY_MS = 5_000;
const SPARE_IDLE_MS = 30_000;
const MAX_FAILED_STARTS = 3;
/** For how long a slot stays with one integration while runs of others wait. */
const STICKY_MS = 50;

/**
 * Decides which run gets which slot, and when. Runs are admitted while fewer than `maxRunning` slots are running:
 * first those of the project that has the fewest running (of several, of the one whose turn is longest ago), of these
 * those that come back from a host call, for they hold memory already, and then in the order they came. One permit
 * more is kept for a project that has none running, so that a project does not wait for another project's script to
 * end, unless there are two such projects at once. A run that yields begins after all others. A project whose script
 * has ended its slot waits for the new one to be ready: to start a slot costs more than most scripts do.
 */
export class Pool implements SlotOwner, FairSemaphore {
  readonly #options: PoolOptions;
  readonly #slots = new Set<Slot>();
  readonly #running = new Map<Slot, RunningScript>();
  #waiting: RunRequest[] = [];
  #returning: Returning[] = [];
  readonly #turns = new LeastRecentlyServed();
  /** Projects whose script has ended its slot since a slot was ready for the last time. */
  readonly #restartPenalty = new Set<string | undefined>();
  #failedStarts = 0;
  #isClosed = false;
  readonly #shrinkTimer = setInterval(() => this.#shrink(), SHRINK_EVERY_MS).unref();
  readonly #closing = Promise.withResolvers<void>();
  readonly barrier = new CommonBarrier();
  readonly counter = new SlotCounter();

  constructor(options: PoolOptions) {
    this.#options = options;
    this.#grow();
  }

  /** Takes a run; it is settled through the request's own functions. */
  add(request: RunRequest): void {
    if (this.#isClosed) return request.reject(new Error('the sandbox is closed'));
    const reserved = this.#reservedFor(request);
    if (reserved !== undefined) return this.#start(reserved, request);
    this.#waiting.push(request);
    this.#admit();
  }

  /** Forgets a run that has not begun; says whether it was there. */
  remove(runId: string): boolean {
    const before = this.#waiting.length;
    this.#waiting = this.#waiting.filter((request) => request.runId !== runId);
    return this.#waiting.length < before;
  }

  /** The slots that are ready, and what they are doing. */
  get slots(): Slot[] {
    return [...this.#slots].filter(({ state }) => state !== 'starting' && state !== 'ending');
  }

  /** Ends every slot; runs that are under way end as aborted, waiting ones are rejected. */
  async close(): Promise<void> {
    this.#isClosed = true;
    clearInterval(this.#shrinkTimer);
    for (const { reject } of this.#waiting.splice(0)) reject(new Error('the sandbox is closed'));
    for (const script of this.#running.values()) script.abort();
    for (const slot of this.#slots) slot.kill();
    if (this.#slots.size > 0) await this.#closing.promise;
  }

  /** The barrier around every slot. */
  readBarrier(): Promise<Barrier> {
    if (this.#slots.size === 0) this.#spawn(this.#options.memoryMb);
    return this.barrier.promise;
  }

  slotReady(): void {
    this.#failedStarts = 0;
    this.#restartPenalty.clear();
    this.#admit();
  }

  slotDied(slot: Slot, death: SlotDeath): void {
    this.#slots.delete(slot);
    const wasRunning = this.#running.delete(slot);
    if (wasRunning) this.#restartPenalty.add(slot.projectId);
    this.counter.noteEnd(slot.state, wasRunning);
    this.#returning = this.#returning.filter((returning) => returning.slot !== slot);
    if (this.#isClosed) {
      if (this.#slots.size === 0) this.#closing.resolve();
      return;
    }
    if (slot.state === 'starting') this.#startFailed(death);
    this.#grow();
    this.#admit();
  }

  leave(slot: Slot): void {
    slot.state = 'blocked';
    this.#admit();
  }

  enter(slot: Slot): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const enter = () => {
      slot.state = 'running';
      resolve();
    };
    this.#returning.push({ slot, enter });
    this.#admit();
    return promise;
  }

  release(slot: Slot, { totalCpuMs, rssMb }: RunReport): void {
    this.#running.delete(slot);
    slot.totalCpuMs = totalCpuMs;
    const isWornOut = totalCpuMs > (LIFETIME_CPU_SECONDS * 1_000) / 2;
    if (isWornOut || rssMb > retirementMb(slot.memoryMb)) slot.kill();
    else slot.vacate();
    if (slot.state !== 'idle' || this.#waiting.length === 0) return this.#admit();
    this.#reserve(slot);
  }

  /**
   * Changing the integration of a slot costs an isolate, so the next run of the same one, which a busy lane brings
   * before the event loop goes on, may have the slot first, for up to `STICKY_MS`.
   */
  #reserve(slot: Slot): void {
    if (slot.stickyMs > STICKY_MS) {
      slot.renewSticky();
      return this.#admit();
    }
    slot.isReserved = true;
    setImmediate(() => {
      slot.isReserved = false;
      this.#admit();
    });
  }

  #reservedFor({ input, limits }: RunRequest): Slot | undefined {
    for (const slot of this.#slots) {
      const isMatch = slot.integrationId === input.script.integrationId && slot.memoryMb === limits.memoryMb;
      if (slot.state === 'idle' && slot.isReserved && isMatch) return slot;
    }
    return undefined;
  }

  #admit(): void {
    while (this.#admitNext());
    this.#grow();
  }

  /** True when a run was admitted. */
  #admitNext(): boolean {
    if (this.#returning.length + this.#waiting.length === 0) return false;
    const usage = countSlotUsage(this.#slots);
    const returning = this.#returning.filter(({ slot }) => this.#mayRun(usage, slot.projectId));
    const admissible = this.#admissible(usage);
    const ranking = { keyOf: projectOf, loadOf: (projectId: string) => usage.runningOf(projectId) };
    const first = this.#turns.next([...returning, ...admissible], ranking);
    if (first !== undefined && 'input' in first && this.#evictFor(first)) return false;
    const ready = admissible.filter((request) => findSlot(this.#slots, request) !== undefined);
    const next = this.#turns.next([...returning, ...ready], ranking);
    if (next === undefined) return false;
    if ('slot' in next) this.#return(next);
    else this.#begin(next);
    return true;
  }

  /** In a full pool, ends an idle slot that the next run cannot use; runs that could use it do not go before it. */
  #evictFor(request: RunRequest): boolean {
    const isComing = this.#count('starting') + this.#count('ending') > 0;
    if (isComing || this.#slots.size < this.#options.maxSlots) return false;
    if (findSlot(this.#slots, request) !== undefined) return false;
    const victim = findVictim(this.#slots, request.limits.memoryMb);
    victim?.kill();
    return victim !== undefined;
  }

  #begin(request: RunRequest): void {
    const slot = findSlot(this.#slots, request);
    if (slot === undefined) return;
    this.#waiting = this.#waiting.filter((waiting) => waiting !== request);
    this.#start(slot, request);
  }

  #return(returning: Returning): void {
    this.#returning = this.#returning.filter((other) => other !== returning);
    this.#turns.note(projectOf(returning));
    returning.enter();
  }

  #mayRun(usage: SlotUsage, projectId: string | undefined, yields = false): boolean {
    const { maxRunning } = this.#options;
    if (usage.running < maxRunning) return true;
    return !yields && usage.running === maxRunning && usage.runningOf(projectId) === 0;
  }

  /** Waiting runs that nothing but a slot may be missing for. */
  #admissible(usage: SlotUsage): RunRequest[] {
    const { maxSlots } = this.#options;
    const isStarting = this.#count('starting') > 0;
    const admissible = this.#waiting.filter(({ input: { script, yields } }) => {
      const { projectId } = script;
      if (isStarting && this.#restartPenalty.has(projectId)) return false;
      return this.#mayRun(usage, projectId, yields) && usage.canStartOne(projectId, maxSlots);
    });
    const first = admissible.filter(({ input }) => input.yields !== true);
    return first.length > 0 ? first : admissible;
  }

  /** A slot that is taken from another integration costs that one a new isolate: the next time there is one more. */
  #replaceTaken(slot: Slot, { input }: RunRequest): void {
    const { integrationId } = slot;
    const isTaken = integrationId !== undefined && integrationId !== input.script.integrationId;
    const { ownSlots, maxSlots } = this.#options;
    // A full pool would end an idle slot for the new one: this one.
    const isFull = this.#slots.size >= maxSlots || countUnblocked(this.#slots) >= ownSlots;
    if (isTaken && !isFull && this.#count('starting') === 0) this.#spawn(slot.memoryMb);
  }

  #start(slot: Slot, request: RunRequest): void {
    this.#replaceTaken(slot, request);
    this.#turns.note(projectOf(request));
    const script = new RunningScript(slot, request, this);
    this.#running.set(slot, script);
    script.start();
  }

  #count(state: Slot['state']): number {
    let count = 0;
    for (const slot of this.#slots) if (slot.state === state) count += 1;
    return count;
  }

  /** Starts slots, a few at a time, for runs that could be running and for the warm reserve. */
  #grow(): void {
    if (this.#isClosed) return;
    const { maxRunning, memoryMb } = this.#options;
    const starting = this.#count('starting');
    const usage = countSlotUsage(this.#slots);
    const admissible = this.#waiting.length === 0 ? [] : this.#admissible(usage);
    const slotless = admissible.filter((request) => findSlot(this.#slots, request) === undefined);
    const free = Math.max(maxRunning - usage.running, 1);
    const missing = Math.min(slotless.length, free) - starting;
    for (let i = 0; i < Math.min(missing, STARTING_AT_ONCE - starting); i += 1) {
      this.#spawn(slotless[i]?.limits.memoryMb ?? memoryMb);
    }
    while (this.#isBelowReserve() && this.#count('starting') < STARTING_AT_ONCE) this.#spawn(memoryMb);
  }

  /** An unused slot spares the next new project the wait for a start. */
  #isBelowReserve(): boolean {
    const { warmSlots, ownSlots, maxSlots } = this.#options;
    if (this.#failedStarts > 0 || this.#slots.size >= maxSlots) return false;
    const lacksUnused =
      warmSlots > 0 && countUnblocked(this.#slots) < ownSlots && countUnused(this.#slots) === 0;
    return this.#slots.size < warmSlots || lacksUnused;
  }

  /** Beyond `ownSlots`, those of blocked runs not counted, a new slot takes the place of the longest idle one. */
  #spawn(memoryMb: number): void {
    const { maxSlots, ownSlots, harden } = this.#options;
    const hasEnough = countUnblocked(this.#slots) >= Math.max(ownSlots, this.#options.warmSlots);
    const isFull = this.#slots.size >= maxSlots;
    if ((hasEnough || isFull) && this.#count('ending') === 0) findVictim(this.#slots, memoryMb)?.kill();
    if (this.#slots.size >= maxSlots) return;
    this.#slots.add(new Slot(memoryMb, harden, this));
    this.counter.noteStart();
  }

  #shrink(): void {
    for (const slot of this.#slots) slot.watch();
    const { warmSlots, ownSlots } = this.#options;
    const keepsUnused = countUnblocked(this.#slots) <= ownSlots && countUnused(this.#slots) === 1;
    if (this.slots.length > warmSlots) findSpare(this.#slots, SPARE_IDLE_MS, keepsUnused)?.kill();
  }

  /** A slot that cannot start is our own fault; after a few in a row the waiting runs are told so. */
  #startFailed({ complaint, signal, exitCode }: SlotDeath): void {
    this.#failedStarts += 1;
    const fault = new Error(`no slot can be started (${signal ?? exitCode ?? ''}): ${complaint}`);
    this.barrier.fail(fault);
    if (this.#failedStarts < MAX_FAILED_STARTS) return;
    for (const { reject } of this.#waiting.splice(0)) reject(fault);
  }
}
