import type ivm from 'isolated-vm';
import type { Channel } from './channel.ts';
import type { Engine } from './engine.ts';
import { Hmacs } from './hmacs.ts';
import { HostCalls } from './host-calls.ts';
import type { Printer } from './printer.ts';

/** Where the guest leaves how the script's body ended. */
export interface Finish {
  body: { readonly errorJson: string | undefined } | undefined;
}

/** How long a run has waited in host calls so far. */
export interface HostTime {
  ms: number;
}

/** Makes the functions that the guest gets, in the order of the guest's `prepare`. Only strings and numbers cross. */
export function makeBridge(
  engine: Engine,
  channel: Channel,
  runId: string,
  inputs: readonly string[],
  printer: Printer,
  finish: Finish,
  hostTime: HostTime,
): ivm.Callback[] {
  const [activity = 'null', project = 'null', variables = '{}'] = inputs;
  const texts = new Map(Object.entries({ activity, project, variables }));
  const hostCalls = new HostCalls(channel, runId);
  const hmacs = new Hmacs();
  const options = { __proto__: null, sync: true } as ivm.CallbackOptions;

  return [
    new engine.Callback((name: string) => texts.get(name) ?? 'null', options),
    new engine.Callback((level: string, text: string) => printer.print(level, text), options),
    new engine.Callback((name: string, ...args: (string | undefined)[]) => {
      const calledAt = performance.now();
      printer.flushBefore(name === 'fetch');
      const given = args.filter((arg) => arg !== undefined);
      const answer = hostCalls.call(name, given);
      hostTime.ms += performance.now() - calledAt;
      return answer;
    }, options),
    new engine.Callback((algorithm: string, key: string) => hmacs.create(algorithm, key), options),
    new engine.Callback((id: number, data: string) => hmacs.update(id, data), options),
    new engine.Callback((id: number, encoding: string) => hmacs.digest(id, encoding), options),
    new engine.Callback((errorJson: string | undefined) => {
      finish.body = { errorJson };
    }, options),
  ];
}
