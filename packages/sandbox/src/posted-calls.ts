import type { CallBudget } from './call-budget.ts';
import type { Frame } from './frames.ts';
import { findHostFunction, refuseArguments } from './host-functions.ts';
import type { HostArguments, HostFunction } from './host-functions.ts';
import { HostFault } from './host.ts';
import { readNamedTexts } from './named-texts.ts';
import type { RunRequest } from './run-request.ts';

/** What is done when a posted call does not succeed. */
interface PostActions {
  /** The host has refused it, which no honest slot lets happen. */
  kill(): void;
  fail(fault: HostFault): void;
}

const CONTEXT = { signal: new AbortController().signal, print: () => undefined };

/** The host calls of one run that its slot does not wait for: the writes of a storage that the slot holds. */
export class PostedCalls {
  readonly #request: RunRequest;
  readonly #budget: CallBudget;
  readonly #actions: PostActions;
  #count = 0;
  #open = 0;
  #fault: HostFault | undefined;
  #last: Promise<void> = Promise.resolve();

  constructor(request: RunRequest, budget: CallBudget, actions: PostActions) {
    this.#request = request;
    this.#budget = budget;
    this.#actions = actions;
  }

  /** Takes a call, to be carried out after those before it. Throws for one that no honest slot posts. */
  take([name = '', ...texts]: Frame, isWithinCall: boolean): void {
    const hostFunction = findHostFunction(name);
    const args = readNamedTexts(texts);
    const mayPost = this.#request.input.storage !== undefined && hostFunction?.isPosted === true;
    if (!mayPost || isWithinCall) throw new TypeError(`a posted call of ${name}`);
    const refusal = refuseArguments(name, args) ?? this.#budget.spend(hostFunction.countsAgainst);
    if (refusal !== undefined) throw new TypeError(refusal.message);
    this.#count += 1;
    this.#open += 1;
    this.#last = this.#carryOut(this.#last, name, hostFunction, args);
  }

  /** Throws when not as many were posted as the slot says. */
  expect(count: number): void {
    if (count !== this.#count) throw new TypeError(`${this.#count} posted calls instead of ${count}`);
  }

  /** Calls back when every call is carried out, with the fault of one that failed; at once when none is open. */
  afterwards(callBack: (fault: HostFault | undefined) => void): void {
    if (this.#open === 0) callBack(this.#fault);
    else void this.#last.then(() => callBack(this.#fault));
  }

  async #carryOut(
    before: Promise<void>,
    name: string,
    hostFunction: HostFunction,
    args: HostArguments,
  ): Promise<void> {
    await before;
    try {
      const [status] = await hostFunction.call(this.#request.host, args, CONTEXT);
      if (status === 'x') this.#actions.kill();
    } catch (error) {
      this.#fault ??= new HostFault(name, error);
      this.#actions.fail(this.#fault);
    } finally {
      this.#open -= 1;
    }
  }
}
