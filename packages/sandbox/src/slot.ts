import type { CommonBarrier } from './common-barrier.ts';
import type { Frame } from './frames.ts';
import type { ProcessUsage } from './process-gauge.ts';
import type { Barrier } from './slot/barrier/barrier.ts';
import { SlotProcess } from './slot-process.ts';
import type { RunListener, SlotDeath, SlotListener } from './slot-process.ts';

/** What a slot is doing. `blocked`: its script waits for a slow host function and needs no processor. */
export type SlotState = 'starting' | 'idle' | 'running' | 'blocked' | 'ending';

/** Looks after the slots. */
export interface SlotOwner {
  readonly barrier: CommonBarrier;
  slotReady(slot: Slot): void;
  slotDied(slot: Slot, death: SlotDeath): void;
}

/** Processor time that an idle process may use between two looks at it. */
const IDLE_CPU_MS = 500;

/** A slot as the pool sees it: a process, its state and its owner. */
export class Slot implements SlotListener {
  readonly memoryMb: number;
  readonly #pool: SlotOwner;
  readonly #process: SlotProcess;
  state: SlotState = 'starting';
  /** The integration whose isolate it holds. */
  integrationId: string | undefined;
  /** The project or integration that it belongs to from its first run to its end. */
  owner: string | undefined;
  /** The project of its owner. */
  projectId: string | undefined;
  idleSince = 0;
  /** Kept free for the next run of its integration, which is about to come. */
  isReserved = false;
  #stickySince = 0;
  #seenIdle: { readonly since: number; readonly cpuMs: number } | undefined;
  /** The process's own processor time so far, as it last reported. */
  totalCpuMs = 0;
  /** The run that is under way in it. */
  tenant: RunListener | undefined;

  constructor(memoryMb: number, harden: boolean, pool: SlotOwner) {
    this.memoryMb = memoryMb;
    this.#pool = pool;
    this.#process = new SlotProcess(memoryMb, harden, this);
  }

  /** The process id. */
  get pid(): number {
    return this.#process.pid;
  }

  /** Sends a frame to the process. */
  send(frame: Frame): void {
    this.#process.send(frame);
  }

  /** Ends the process; it is never used again. */
  kill(): void {
    this.state = 'ending';
    this.isReserved = false;
    this.#process.keepsParentAlive(true);
    this.#process.kill();
  }

  /** What the process uses at this moment. */
  readUsage(): ProcessUsage | undefined {
    return this.#process.gauge.read();
  }

  /** Ends a slot that does what no honest one does: it computes while it is idle. */
  watch(): void {
    const cpuMs = this.readUsage()?.cpuMs;
    if (cpuMs === undefined || this.state === 'ending') return;
    const idle = this.state === 'idle' ? { since: this.idleSince, cpuMs } : undefined;
    const worksIdle =
      idle !== undefined &&
      this.#seenIdle?.since === idle.since &&
      cpuMs - this.#seenIdle.cpuMs > IDLE_CPU_MS;
    this.#seenIdle = idle;
    if (worksIdle) this.kill();
  }

  /** Gives the slot to a run. */
  occupy(
    tenant: RunListener,
    owner: string,
    { integrationId, projectId }: { readonly integrationId: string; readonly projectId: string },
  ): void {
    if (this.state !== 'idle') throw new Error(`a slot that is ${this.state} takes no run`);
    if ((this.owner ??= owner) !== owner) throw new Error('a slot cannot change its owner');
    this.state = 'running';
    this.tenant = tenant;
    this.isReserved = false;
    if (this.integrationId !== integrationId) this.#stickySince = performance.now();
    this.integrationId = integrationId;
    this.projectId = projectId;
    this.#process.threadPermit.grant();
    this.#process.keepsParentAlive(true);
  }

  /** For how long it has served one integration, in milliseconds. */
  get stickyMs(): number {
    return performance.now() - this.#stickySince;
  }

  /** Begins a new stickyMs: others had their turn. */
  renewSticky(): void {
    this.#stickySince = performance.now();
  }

  /** Makes the slot free for another run. */
  vacate(): void {
    this.state = 'idle';
    this.tenant = undefined;
    this.#process.threadPermit.revoke();
    this.idleSince = performance.now();
    this.#process.keepsParentAlive(false);
  }

  /** Hears the process. */
  received(frame: Frame): void {
    if (frame[0] === 'ready' && this.state === 'starting') {
      const barrier = JSON.parse(frame[1] ?? '') as Barrier;
      if (!this.#pool.barrier.accepts(barrier))
        throw new Error('the slot lacks parts of the barrier that others have');
      this.vacate();
      this.#pool.slotReady(this);
    } else if (this.tenant !== undefined) this.tenant.received(frame);
    else if (this.state !== 'ending') throw new TypeError(`a frame outside a run: ${String(frame[0])}`);
  }

  /** Ends a process that does not keep to the protocol. One that is starting counts as a failed start. */
  misbehaved(): void {
    if (this.state === 'starting') this.#process.kill();
    else this.kill();
  }

  /** Hears of the process's end. */
  died(death: SlotDeath): void {
    const { tenant } = this;
    this.tenant = undefined;
    this.#pool.slotDied(this, death);
    this.state = 'ending';
    tenant?.died(death);
  }
}
