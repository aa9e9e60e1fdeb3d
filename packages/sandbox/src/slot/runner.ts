import type ivm from 'isolated-vm';
import type { Frame } from '../frames.ts';
import { boundError } from '../bound-error.ts';
import type { ReportedError, RunOptions, RunReport } from '../messages.ts';
import type { Finish, HostTime } from './bridge.ts';
import type { Channel } from './channel.ts';
import { checkSyntax } from './check-syntax.ts';
import { cleanError } from './clean-error.ts';
import type { GuestError } from './clean-error.ts';
import type { Engine } from './engine.ts';
import { HostCalls } from './host-calls.ts';
import type { Isolates } from './isolates.ts';
import { LocalStorage } from './local-storage.ts';
import { makePlatform } from './platform.ts';
import { countUnsettled, findParts } from './promises.ts';
import { Printer } from './printer.ts';
import { TapeDeck } from './tape-deck.ts';
import type { TapeTrack } from './tape-deck.ts';
import type { PreparedScript, UserScript, WarmIsolate } from './warm-isolate.ts';

type Ended = Pick<RunReport, 'outcome' | 'error' | 'unsettled'>;
type Executed = Ended & Pick<RunReport, 'isWarm'>;

/** What a `run` frame asks for, and the printer of the run. */
interface Execution {
  readonly runId: string;
  readonly options: RunOptions;
  readonly source: string;
  readonly inputs: readonly string[];
  readonly printer: Printer;
  readonly storage: LocalStorage | undefined;
  readonly tape: TapeDeck | undefined;
}

/** What a runner works with. */
export interface RunnerParts {
  readonly isolates: Isolates;
  readonly channel: Channel;
  readonly readMemoryMb: () => number;
}

/** Runs one script after another and reports how each ended. */
export class Runner {
  readonly #engine: Engine;
  readonly #isolates: Isolates;
  readonly #channel: Channel;
  readonly #readMemoryMb: () => number;
  #checked: (Unchecked & { readonly result: UserScript | ReportedError }) | undefined;

  constructor(engine: Engine, { isolates, channel, readMemoryMb }: RunnerParts) {
    this.#engine = engine;
    this.#isolates = isolates;
    this.#channel = channel;
    this.#readMemoryMb = readMemoryMb;
  }

  /** Runs the script of a `run` frame, sends its `done`, then gets ready for the next. */
  run(frame: Frame): void {
    const [, runId = '', optionsJson = '{}', source = '', ...inputs] = frame;
    const options = JSON.parse(optionsJson) as RunOptions;
    const before = process.cpuUsage();
    const printer = new Printer(runId, options.outputBytes, (lines) => this.#channel.send(lines));
    const storage = this.#openStorage(runId, options, inputs[3]);
    const tape = options.tape === undefined ? undefined : new TapeDeck(options.tape);
    const ended = this.#execute({ runId, options, source, inputs, printer, storage, tape });
    printer.flush();
    const heapMb = options.isolation === 'isolate' ? this.#isolates.heapMb : undefined;
    const usage = { ...usageSince(before), rssMb: this.#readMemoryMb() };
    const known = {
      ...(heapMb === undefined ? {} : { heapMb }),
      ...(storage === undefined ? {} : { posted: storage.posted }),
      ...(tape === undefined ? {} : { tape: tape.read() }),
    };
    const report: RunReport = { ...ended, ...usage, ...known };
    this.#channel.send(['done', runId, JSON.stringify(report)]);
    this.#isolates.settle(options, ended.outcome === 'returned');
  }

  #openStorage(runId: string, { storageCalls }: RunOptions, text: string | undefined) {
    if (text === undefined) return undefined;
    return new LocalStorage(text, storageCalls, (hostFunction, namesAndValues) =>
      this.#channel.send(['post', runId, hostFunction, ...namesAndValues]),
    );
  }

  #execute({ runId, options, source, inputs, printer, storage, tape }: Execution): Executed {
    const { integrationId, versionId } = options;
    const filename = options.filename.replaceAll(/[\s"']/g, '_');
    const key = `${versionId}\n${filename}`;
    const script = this.#check({ key, source, filename });
    if ('message' in script) return { outcome: 'threw', error: script, isWarm: false };
    const finish: Finish = { body: undefined };
    const hostTime: HostTime = { ms: 0 };
    const hostCalls = new HostCalls(this.#channel, runId);
    const parts = { hostCalls, inputs, storage, printer, platform: makePlatform(), finish, hostTime };
    const how = { tape: this.#makeClock(tape), keeps: options.isolation === 'warm' };
    const { isolate, prepared } = this.#prepare(integrationId, (taken) => taken.prepare(parts, script, how));
    const ended = start({ isolate, prepared, options: { ...options, filename }, finish, hostTime });
    return { ...ended, isWarm: prepared.isWarm };
  }

  #makeClock(tape: TapeDeck | undefined): ivm.Callback | undefined {
    if (tape === undefined) return undefined;
    const next = (track: unknown) => tape.next(track as TapeTrack);
    return new this.#engine.Callback(next, { __proto__: null, sync: true } as ivm.CallbackOptions);
  }

  #check(script: Unchecked): UserScript | ReportedError {
    const known = this.#checked;
    if (known?.key === script.key && known.source === script.source) return known.result;
    const result = readScript(script);
    this.#checked = { ...script, result };
    return result;
  }

  /** The garbage of earlier runs can make preparing fail; an unused isolate then gets a try of its own. */
  #prepare(integrationId: string, prepare: (isolate: WarmIsolate) => PreparedScript) {
    const isolate = this.#isolates.take(integrationId);
    try {
      return { isolate, prepared: prepare(isolate) };
    } catch {
      this.#isolates.replace();
      const another = this.#isolates.take(integrationId);
      return { isolate: another, prepared: prepare(another) };
    }
  }
}

/** What is known of a script before it is compiled. */
type Unchecked = Pick<UserScript, 'key' | 'source' | 'filename'>;

/** Finds what a script needs, or the mistake in it. */
function readScript(script: Unchecked): UserScript | ReportedError {
  const { source, filename } = script;
  const syntax = checkSyntax(source, filename);
  if (typeof syntax === 'object') return syntax;
  return {
    ...script,
    isClassic: syntax === 'script',
    hasUnderscore: /\b_\b/.test(source),
    hasPromises: /\b(?:async|await|Promise|then)\b/.test(source),
  };
}

/** A run with everything that starting it takes. */
interface PreparedRun {
  readonly isolate: WarmIsolate;
  readonly prepared: PreparedScript;
  readonly options: RunOptions;
  readonly finish: Finish;
  readonly hostTime: HostTime;
}

/** Starts the script; what is thrown here comes from the engine or from a promise, not from the script's body. */
function start(run: PreparedRun): Ended {
  const { prepared, options, finish, hostTime } = run;
  const startedAt = performance.now();
  try {
    const timeout = { __proto__: null, timeout: options.timeoutMs };
    const { body } = prepared;
    prepared.start.applySync(undefined, [typeof body === 'string' ? body : body.derefInto()], timeout);
    const ended = bodyEnded(finish, options.filename);
    return ended.outcome === 'returned' ? { ...ended, unsettled: countUnsettled(prepared.watch) } : ended;
  } catch (thrown) {
    const activeMs = performance.now() - startedAt - hostTime.ms;
    return explain(thrown, activeMs >= options.timeoutMs, run);
  } finally {
    if (typeof prepared.body !== 'string') prepared.body.release();
    prepared.release();
  }
}

function bodyEnded(finish: Finish, filename: string): Ended {
  if (finish.body === undefined) return { outcome: 'out_of_memory' };
  if (finish.body.errorJson === undefined) return { outcome: 'returned' };
  return {
    outcome: 'threw',
    error: cleanError(JSON.parse(finish.body.errorJson) as GuestError, filename),
  };
}

/**
 * The engine's words alone prove nothing, a rejected promise can carry the same. A body that never finished was
 * stopped by the engine; once it has finished, the time it was active, host calls left out, must agree.
 */
function explain(
  thrown: unknown,
  isLate: boolean,
  { isolate, prepared, finish, options }: PreparedRun,
): Ended {
  const { filename } = options;
  if (isolate.isDisposed) return { outcome: 'out_of_memory' };
  const error = cleanError(wordsOf(thrown), filename);
  const isStopped = finish.body === undefined || isLate;
  if (isStopped && error.message === 'Script execution timed out.') return { outcome: 'timed_out', error };
  if (finish.body?.errorJson !== undefined) return bodyEnded(finish, filename);
  const parts = findParts(prepared.watch, thrown);
  return { outcome: 'threw', error: { ...error, stack: error.stack + parts } };
}

function wordsOf(thrown: unknown): ReportedError {
  if (!(thrown instanceof Error)) {
    const message = String(thrown);
    return boundError({ name: 'Error', message, stack: `Error: ${message}` });
  }
  const { name, message } = thrown;
  const isForeign = message.startsWith('An object was thrown from supplied code within isolated-vm');
  const text = isForeign ? 'a promise was rejected with an object that is not an Error' : message;
  return boundError({ name, message: text, stack: isForeign ? `${name}: ${text}` : (thrown.stack ?? '') });
}

function usageSince(before: NodeJS.CpuUsage) {
  const { user, system } = process.cpuUsage();
  const totalCpuMs = (user + system) / 1000;
  const cpuMs = (user - before.user + system - before.system) / 1000;
  return { cpuMs, totalCpuMs };
}
