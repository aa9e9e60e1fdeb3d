import type ivm from 'isolated-vm';
import type { watchPromises } from '../guest/promise-watch.ts';
import { makeBridge } from './bridge.ts';
import type { BridgeHolder, BridgeParts } from './bridge.ts';
import type { CodeText, Engine, GuestCode } from './engine.ts';
import { KeptContext } from './kept-context.ts';
import { withoutNames } from './without-names.ts';

/** A kept context costs more to make than a fresh one: it comes with the runs that follow. */
const RUNS_BEFORE_KEPT = 1;

interface PrepareOptions {
  readonly tape?: ivm.Callback | undefined;
  /** Whether the script leaves nothing in a context, so that the next run may have the same. */
  readonly keeps?: boolean;
}

/** An isolate with the guest's code compiled. It belongs to one integration from its first run to its end. */
export class WarmIsolate {
  readonly #isolate: ivm.Isolate;
  readonly #engine: Engine;
  readonly #code: GuestCode;
  readonly #prelude: ivm.Script;
  readonly #optional = new Map<CodeText, ivm.Script>();
  #user: { readonly key: string; readonly source: string; readonly script: ivm.Script } | undefined;
  /** The integration it is bound to. */
  integrationId: string | undefined;
  runs = 0;
  #kept: KeptContext | undefined;
  /** False after a script has left something in a context. */
  #mayKeep = true;

  constructor(engine: Engine, code: GuestCode, memoryMb: number) {
    this.#engine = engine;
    this.#code = code;
    this.#isolate = new engine.Isolate({ __proto__: null, memoryLimit: memoryMb } as ivm.IsolateOptions);
    this.#prelude = this.#compile(code.prelude);
  }

  /** Whether the isolate is gone, as it is after it ran out of memory. */
  get isDisposed(): boolean {
    return this.#isolate.isDisposed;
  }

  /** The heap in use, in MB. */
  get heapMb(): number {
    const { used_heap_size: heap, externally_allocated_size: external } =
      this.#isolate.getHeapStatisticsSync();
    return (heap + external) / 2 ** 20;
  }

  /** Gives what starts the script: in a fresh context, or in one that is kept if it may be. */
  prepare(
    run: BridgeParts,
    script: UserScript,
    { tape, keeps = false }: PrepareOptions = {},
  ): PreparedScript {
    // The watch of promises replaces how stacks are written, and cannot be taken out of a context again.
    const isWatched = script.hasPromises;
    if (keeps && !isWatched && this.#mayKeep && this.runs > RUNS_BEFORE_KEPT)
      return this.#prepareKept(run, script);
    const { context, start } = this.#open({ run }, script, tape);
    const watch = isWatched
      ? this.#evaluate<Watch>(this.#compileOptional(this.#code.promiseWatch), context)
      : undefined;
    const release = () => {
      start.release();
      watch?.release();
      // What is not released keeps the whole context in memory until this process collects its own garbage.
      context.release();
    };
    return { start, body: this.#bodyOf(script, context), watch, isWarm: false, release };
  }

  /** After a run that ended well: makes a kept context as new, or gives it up. */
  renew(): void {
    if (this.#kept === undefined || this.#kept.renew()) return;
    this.#mayKeep = false;
    this.#dropKept();
  }

  #prepareKept(run: BridgeParts, script: UserScript): PreparedScript {
    if (this.#kept?.parts.hasUnderscore === !script.hasUnderscore) this.#dropKept();
    this.#kept ??= this.#openKept(run, script);
    const { context, start, holder } = this.#kept.parts;
    holder.run = run;
    const isWarm = this.#kept.use();
    return { start, body: this.#bodyOf(script, context), watch: undefined, isWarm, release: () => undefined };
  }

  #openKept(run: BridgeParts, script: UserScript): KeptContext {
    const holder = { run };
    const { context, start } = this.#open(holder, script);
    const check = this.#evaluate<() => boolean>(this.#compileOptional(this.#code.frozenRealm), context);
    // What is made anew for each run is not frozen in any of them.
    start.applySync(undefined, []);
    return new KeptContext({ context, start, check, holder, hasUnderscore: script.hasUnderscore });
  }

  #dropKept(): void {
    this.#kept?.release();
    this.#kept = undefined;
  }

  /** Makes a context with everything that a script finds in it. `tape` is asked for clock and chance. */
  #open(holder: BridgeHolder, script: UserScript, tape?: ivm.Callback) {
    const context = this.#isolate.createContextSync();
    // Before all else, so that the guest's own code has the same clock as the script.
    if (tape !== undefined) this.#installTape(tape, context);
    const prepare = this.#evaluate<(...args: unknown[]) => unknown>(this.#prelude, context);
    const asReference = { __proto__: null, result: { __proto__: null, reference: true } } as object;
    const bridge = makeBridge(this.#engine, holder);
    const start = prepare.applySync(undefined, [...bridge], asReference) as ivm.Reference<Start>;
    prepare.release();
    const { underscore } = this.#code;
    if (script.hasUnderscore) this.#evaluate(this.#compileOptional(underscore), context).release();
    return { context, start };
  }

  #bodyOf(script: UserScript, context: ivm.Context): PreparedScript['body'] {
    return script.isClassic
      ? `${script.source}\n//# sourceURL=${script.filename}`
      : this.#evaluate<() => void>(this.#compiledUser(script), context);
  }

  /** Ends the isolate. */
  dispose(): void {
    if (!this.#isolate.isDisposed) this.#isolate.dispose();
  }

  #installTape(tape: ivm.Callback, context: ivm.Context): void {
    const install = this.#evaluate<(ask: unknown) => void>(this.#compileOptional(this.#code.tape), context);
    install.applySync(undefined, [tape]);
    install.release();
  }

  #evaluate<T>(script: ivm.Script, context: ivm.Context): ivm.Reference<T> {
    return script.runSync(context, { __proto__: null, reference: true }) as ivm.Reference<T>;
  }

  #compileOptional(code: CodeText): ivm.Script {
    const script = this.#optional.get(code) ?? this.#compile(code);
    this.#optional.set(code, script);
    return script;
  }

  /**
   * The line break after the brace, taken back by `lineOffset`, leaves every position of the source exact. A `#!` is a
   * comment only where a text begins.
   */
  #compiledUser({ key, source, filename }: UserScript): ivm.Script {
    if (this.#user?.key === key && this.#user.source === source) return this.#user.script;
    this.#user?.script.release();
    const options = { __proto__: null, filename, lineOffset: -1 } as ivm.ScriptInfo;
    const text = `(function () {\n${withoutNames(source).replace(/^#!/, '//')}\n})`;
    const script = this.#isolate.compileScriptSync(text, options);
    this.#user = { key, source, script };
    return script;
  }

  #compile(code: CodeText): ivm.Script {
    const { filename, source, cachedData } = code;
    const options = {
      __proto__: null,
      filename,
      ...(cachedData ? { cachedData } : { produceCachedData: true }),
    };
    const script = this.#isolate.compileScriptSync(source, options);
    const produced = (script as { cachedData?: ivm.ExternalCopy<ArrayBuffer> }).cachedData;
    if (cachedData === undefined && produced !== undefined) code.cachedData = produced;
    return script;
  }
}

/** A user's script; `key` changes whenever its compiled form would. */
export interface UserScript {
  readonly key: string;
  readonly source: string;
  /** Without white space and quotes, which the name of a text's source cannot have. */
  readonly filename: string;
  /** A script as browsers know it; otherwise one that has a `return` at the top, which makes it a function's body. */
  readonly isClassic: boolean;
  /** Whether its text mentions Underscore's `_`. */
  readonly hasUnderscore: boolean;
  /** Whether its text mentions promises. */
  readonly hasPromises: boolean;
}

type Start = (body?: unknown) => void;
type Watch = ReturnType<typeof watchPromises>;

/** A script that only has to be started. */
export interface PreparedScript {
  readonly start: ivm.Reference<Start>;
  readonly body: string | ivm.Reference<() => void>;
  /** Knows what became of the promises of a script that has some. */
  readonly watch: ivm.Reference<Watch> | undefined;
  /** Whether earlier runs have used its context. */
  readonly isWarm: boolean;
  /** To be called when the run is over. */
  readonly release: () => void;
}
