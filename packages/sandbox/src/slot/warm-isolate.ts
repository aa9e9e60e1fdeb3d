import type ivm from 'isolated-vm';
import type { watchPromises } from '../guest/promise-watch.ts';
import type { BridgeArguments } from './bridge.ts';
import type { CodeText, Engine, GuestCode } from './engine.ts';
import { withoutNames } from './without-names.ts';

/** An isolate with the guest's code compiled. It belongs to one integration from its first run to its end. */
export class WarmIsolate {
  readonly #isolate: ivm.Isolate;
  readonly #code: GuestCode;
  readonly #prelude: ivm.Script;
  readonly #optional = new Map<CodeText, ivm.Script>();
  #user: { readonly key: string; readonly source: string; readonly script: ivm.Script } | undefined;
  /** The integration it is bound to. */
  integrationId: string | undefined;
  runs = 0;

  constructor(engine: Engine, code: GuestCode, memoryMb: number) {
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

  /** Makes a fresh context and gives what starts the script in it. `tape` is asked for clock and chance. */
  prepare(bridge: BridgeArguments, script: UserScript, tape?: ivm.Callback): PreparedScript {
    const context = this.#isolate.createContextSync();
    // Before all else, so that the guest's own code has the same clock as the script.
    if (tape !== undefined) this.#installTape(tape, context);
    const prepare = this.#evaluate<(...args: unknown[]) => unknown>(this.#prelude, context);
    const asReference = { __proto__: null, result: { __proto__: null, reference: true } } as object;
    const start = prepare.applySync(undefined, [...bridge], asReference) as ivm.Reference<Start>;
    prepare.release();
    const { underscore, promiseWatch } = this.#code;
    if (script.hasUnderscore) this.#evaluate(this.#compileOptional(underscore), context).release();
    const watch = script.hasPromises
      ? this.#evaluate<Watch>(this.#compileOptional(promiseWatch), context)
      : undefined;
    const body = script.isClassic
      ? `${script.source}\n//# sourceURL=${script.filename}`
      : this.#evaluate<() => void>(this.#compiledUser(script), context);
    return { context, start, body, watch };
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

type Start = (body: unknown) => void;
type Watch = ReturnType<typeof watchPromises>;

/** A script that only has to be started. */
export interface PreparedScript {
  readonly context: ivm.Context;
  readonly start: ivm.Reference<Start>;
  readonly body: string | ivm.Reference<() => void>;
  /** Knows what became of the promises of a script that has some. */
  readonly watch: ivm.Reference<Watch> | undefined;
}
