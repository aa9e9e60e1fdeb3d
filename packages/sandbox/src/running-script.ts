import type { Isolation } from '@upshot/shared/isolation';
import { Deadlines } from './deadlines.ts';
import type { PassedLimit } from './deadlines.ts';
import type { Ending, Execution } from './ending.ts';
import type { Frame } from './frames.ts';
import { CallBudget } from './call-budget.ts';
import { HostFault } from './host.ts';
import type { VisibleError } from './host.ts';
import { errorAnswer } from './host-answer.ts';
import type { HostAnswer } from './host-answer.ts';
import { findHostFunction, refuseArguments } from './host-functions.ts';
import type { HostArguments, HostFunction } from './host-functions.ts';
import { readNamedTexts } from './named-texts.ts';
import { classifyExit } from './classify-exit.ts';
import type { Evidence } from './classify-exit.ts';
import { PostedCalls } from './posted-calls.ts';
import type { PrintedLines, RunOptions, RunReport } from './messages.ts';
import { BoundedOutput } from './output.ts';
import type { OutputLine } from './output.ts';
import type { RunRequest } from './run-request.ts';
import type { Slot } from './slot.ts';
import type { SlotDeath } from './slot-process.ts';
import { checkTape } from './tape.ts';

const NEVER = new AbortController().signal;

/** The processors, as a run asks for them. */
export interface FairSemaphore {
  /** Gives the permit of a run away while it waits. */
  leave(slot: Slot): void;
  /** Waits for a permit again. */
  enter(slot: Slot): Promise<void>;
  /** The run no longer needs its slot. */
  release(slot: Slot, report: RunReport): void;
}

/** One script under way in one slot: answers its host calls, watches its limits, and says how it ended. */
export class RunningScript {
  readonly #slot: Slot;
  readonly #request: RunRequest;
  readonly #semaphore: FairSemaphore;
  readonly #output: BoundedOutput;
  readonly #deadlines: Deadlines;
  /** Cancels slow host functions when the run ends; made for the first of them. */
  #slowCalls: AbortController | undefined;
  readonly #startedAt = performance.now();
  readonly #onAbort = () => this.abort();
  readonly #print = (text: string) => this.#note(text);
  #expired: Evidence['expired'];
  #aborted = false;
  #isOver = false;
  readonly #calls: CallBudget;
  readonly #posts: PostedCalls;
  /** The call that the script waits for. */
  #openCallId: string | undefined;

  constructor(slot: Slot, request: RunRequest, semaphore: FairSemaphore) {
    this.#slot = slot;
    this.#request = request;
    this.#semaphore = semaphore;
    this.#output = new BoundedOutput(request.limits.outputBytes);
    this.#calls = new CallBudget(request.limits);
    this.#posts = new PostedCalls(request, this.#calls, {
      kill: () => this.#slot.kill(),
      fail: (fault) => this.#fail(fault),
    });
    this.#deadlines = new Deadlines(() => slot.readUsage(), slot.totalCpuMs, request.limits, {
      wallOver: () => this.#wallOver(),
      kill: (limit) => this.#kill(limit),
    });
  }

  /** Hands the script to the slot. */
  start(): void {
    const { input, runId, options, owner } = this.#request;
    this.#slot.occupy(this, owner, input.script);
    this.#request.signal?.addEventListener('abort', this.#onAbort);
    const json = JSON.stringify(options satisfies RunOptions);
    const { source } = input.script;
    const inputs = [input.activity, input.project, input.variables];
    if (input.storage !== undefined) inputs.push(input.storage);
    this.#slot.send(['run', runId, json, source, ...inputs]);
  }

  /** Ends the run at the caller's wish. */
  abort(): void {
    this.#aborted = true;
    this.#slot.kill();
  }

  /** Hears the slot; throws at a frame that does not belong to this very run. */
  received([kind, runId, ...rest]: Frame): void {
    if (this.#isOver) return;
    if (runId !== this.#request.runId) throw new TypeError(`${String(kind)} of another run`);
    if (kind === 'output') this.#printed(JSON.parse(rest[0] ?? '') as PrintedLines);
    else if (kind === 'call') this.#called(rest);
    else if (kind === 'post') this.#posts.take(rest, this.#openCallId !== undefined);
    else if (kind === 'done') this.#done(JSON.parse(rest[0] ?? '') as RunReport);
    else throw new TypeError(`unknown message ${String(kind)}`);
  }

  #called([callId = '', name = '', ...args]: Frame): void {
    if (this.#openCallId !== undefined) throw new TypeError('a call within a call');
    void this.#answer(callId, name, readNamedTexts(args));
  }

  /** Hears of the slot's death, which is the end of the run. */
  died(death: SlotDeath): void {
    this.#finish(undefined, death);
  }

  #printed({ lines, omittedLines, omittedBytes }: PrintedLines): void {
    this.#output.omit(omittedLines, omittedBytes);
    for (const line of lines) this.#keep(line);
  }

  #keep(line: OutputLine): void {
    const kept = this.#output.add(line);
    if (kept !== undefined) this.#tellOutput(kept);
  }

  /** A line of the host's own, of a level that no script can print at. */
  #note(text: string): void {
    if (!this.#isOver) this.#keep({ atMs: performance.now() - this.#startedAt, level: 'host', text });
  }

  #tellOutput(line: OutputLine): void {
    try {
      this.#request.host.output?.(line);
    } catch {
      // A listener is told as a courtesy; the run does not depend on it.
    }
  }

  async #answer(callId: string, name: string, args: HostArguments): Promise<void> {
    const hostFunction = findHostFunction(name);
    if (hostFunction === undefined) return this.#slot.kill();
    this.#openCallId = callId;
    if (this.#expired !== undefined) return this.#refuse();
    const refusal = this.#refusalOf(name, hostFunction, args);
    if (refusal !== undefined) return this.#reply(callId, errorAnswer(refusal));
    try {
      if (hostFunction.isSlow) this.#semaphore.leave(this.#slot);
      const context = { signal: this.#signalFor(hostFunction), print: this.#print };
      const answer = await hostFunction.call(this.#request.host, args, context);
      if (this.#openCallId !== callId || this.#isOver) return;
      if (hostFunction.isSlow) await this.#enter();
      this.#reply(callId, answer);
    } catch (error) {
      if (this.#openCallId === callId) this.#fail(new HostFault(name, error));
    }
  }

  /**
   * What the script may not do, or not so often. It keeps its permit for that: waiting for a permit is not the script's
   * time, so a script that asks for ever would never end.
   */
  #refusalOf(name: string, { countsAgainst }: HostFunction, args: HostArguments): VisibleError | undefined {
    return refuseArguments(name, args) ?? this.#calls.spend(countsAgainst);
  }

  #signalFor({ isSlow }: HostFunction): AbortSignal {
    if (!isSlow) return NEVER;
    this.#slowCalls ??= new AbortController();
    return this.#slowCalls.signal;
  }

  /** The wait for a processor is our doing, so it does not count as the script's time. */
  async #enter(): Promise<void> {
    this.#deadlines.pause();
    await this.#semaphore.enter(this.#slot);
    if (!this.#isOver) this.#deadlines.resume();
  }

  #reply(callId: string, answer: HostAnswer): void {
    if (this.#openCallId !== callId || this.#isOver) return;
    this.#slot.send(['reply', this.#request.runId, callId, ...answer]);
    this.#openCallId = undefined;
  }

  /** A script that waits for a host function gets an error in its place, and with it says where it was. */
  #wallOver(): void {
    this.#expired = 'wall';
    this.#slot.state = 'running';
    this.#refuse();
    this.#slowCalls?.abort();
  }

  #refuse(): void {
    if (this.#openCallId === undefined) return;
    const message = `the run took longer than ${this.#request.limits.wallMs} ms`;
    this.#reply(this.#openCallId, errorAnswer({ name: 'TimeoutError', message }));
  }

  #kill(limit: PassedLimit): void {
    this.#expired ??= limit;
    this.#slot.kill();
  }

  /** A slot whose script did not end by itself is not used again. */
  #done(report: RunReport): void {
    this.#posts.expect(report.posted ?? 0);
    if (report.outcome === 'returned' && report.unsettled) this.#note(unsettledText(report.unsettled));
    if (this.#request.input.tape !== undefined) checkTape(report.tape);
    const kind = this.#finish(report, undefined);
    if (kind !== 'succeeded' && kind !== 'failed') this.#slot.kill();
    if (this.#slot.state !== 'ending') this.#semaphore.release(this.#slot, report);
  }

  #finish(report: RunReport | undefined, death: SlotDeath | undefined): Ending['kind'] | undefined {
    if (this.#isOver) return undefined;
    const { limits } = this.#request;
    const ending = classifyExit({ aborted: this.#aborted, expired: this.#expired, report, death }, limits);
    this.#stop();
    const execution: Execution = {
      ending,
      output: this.#output.finish(),
      startedAt: this.#startedAt,
      wallMs: performance.now() - this.#startedAt,
      cpuMs: report?.cpuMs ?? this.#deadlines.cpuMs,
      fetches: this.#calls.used('fetches'),
      ...(report?.heapMb === undefined ? {} : { heapMb: report.heapMb }),
      ...(report === undefined ? {} : { isolation: this.#isolationOf(report) }),
      slotPid: this.#slot.pid,
      ...(report?.tape === undefined ? {} : { tape: report.tape }),
    };
    const { resolve, reject } = this.#request;
    this.#posts.afterwards((fault) => (fault === undefined ? resolve(execution) : reject(fault)));
    return ending.kind;
  }

  /** A slot may say only what its run was permitted. */
  #isolationOf({ isWarm }: RunReport): Isolation {
    const { isolation } = this.#request.options;
    return isolation === 'warm' && !isWarm ? 'context' : isolation;
  }

  #fail(fault: HostFault): void {
    if (this.#isOver) return;
    this.#stop();
    this.#request.reject(fault);
    this.#slot.kill();
  }

  #stop(): void {
    this.#isOver = true;
    this.#deadlines.stop();
    this.#request.signal?.removeEventListener('abort', this.#onAbort);
    this.#slowCalls?.abort();
  }
}

function unsettledText(count: number): string {
  const promises = count === 1 ? '1 promise' : `${count} promises`;
  return `the script ended while still waiting for ${promises}; there are no timers, and nothing to wait for here`;
}
