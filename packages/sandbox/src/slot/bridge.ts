import type ivm from 'isolated-vm';
import type { Bridge } from '../guest/bridge.ts';
import { findHostFunction, maxLengthOf } from '../host-functions.ts';
import type { Engine } from './engine.ts';
import type { HostCalls } from './host-calls.ts';
import type { LocalStorage } from './local-storage.ts';
import type { makePlatform } from './platform.ts';
import type { Printer } from './printer.ts';

/** Where the guest leaves how the script's body ended. */
export interface Finish {
  body: { readonly errorJson: string | undefined } | undefined;
}

/** How long a run has waited in host calls so far. */
export interface HostTime {
  ms: number;
}

/** What the functions of one run work with. */
export interface BridgeParts {
  readonly hostCalls: HostCalls;
  /** The JSON texts of the activity, the project and the variables. */
  readonly inputs: readonly string[];
  /** Undefined where the parent is asked for each value. */
  readonly storage: LocalStorage | undefined;
  readonly printer: Printer;
  readonly platform: ReturnType<typeof makePlatform>;
  readonly finish: Finish;
  readonly hostTime: HostTime;
}

/** The run that a bridge serves: a kept context gets one run after the other. */
export interface BridgeHolder {
  run: BridgeParts;
}

/** A bridge as it crosses into an isolate: name, function, name, function… Only strings and numbers cross later. */
export type BridgeArguments = readonly (string | ivm.Callback)[];

/** Makes the functions that the guest gets. */
export function makeBridge(engine: Engine, holder: BridgeHolder): BridgeArguments {
  const options = { __proto__: null, sync: true } as ivm.CallbackOptions;
  const callback = (fn: (...args: never[]) => unknown) =>
    new engine.Callback(fn as (...args: unknown[]) => unknown, options);
  return Object.entries<(...args: never[]) => unknown>(bridgeOf(holder)).flatMap(([name, fn]) => [
    name,
    callback(fn),
  ]);
}

const INPUTS = ['activity', 'project', 'variables'];

function bridgeOf(holder: BridgeHolder) {
  return {
    input: (name) => holder.run.inputs[INPUTS.indexOf(name)] ?? 'null',
    print: (level, text, omitted) => holder.run.printer.print(level, text, omitted),
    maxLength: (hostFunction, argument) => maxLengthOf(findHostFunction(hostFunction), argument),
    call(hostFunction, ...namesAndValues) {
      const { storage, printer, hostTime, hostCalls } = holder.run;
      if (storage !== undefined && hostFunction.startsWith('storage')) {
        const [status, value = ''] = storage.call(hostFunction, namesAndValues);
        return `${status}${value}`;
      }
      const calledAt = performance.now();
      printer.flushBefore(findHostFunction(hostFunction)?.isSlow === true);
      const answer = hostCalls.call(hostFunction, namesAndValues);
      hostTime.ms += performance.now() - calledAt;
      return answer;
    },
    platform: (operation, ...texts) => holder.run.platform(operation, ...texts),
    finish(errorJson) {
      holder.run.finish.body = { errorJson };
    },
  } satisfies Bridge;
}
