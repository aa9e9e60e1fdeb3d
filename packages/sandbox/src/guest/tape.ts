import { apply, defineHidden, defineProperty, getOwnPropertyDescriptor } from './primordials.ts';

/** Asks the slot for the next value. */
type Ask = (track: 'now' | 'random') => number;

type Method = (this: unknown, ...args: unknown[]) => unknown;

/**
 * Takes clock and chance from a tape, in a realm that nothing has used: `Date`, `Date.now`, `Math.random`, and the
 * formats of `Intl`, whose default is the present.
 */
export function installTape(ask: Ask): void {
  const RealDate = Date;
  // oxlint-disable-next-line typescript/unbound-method -- it is applied to a date
  const dateToText = Date.prototype.toString as Method;
  const { construct } = Reflect;
  const now = { now: () => ask('now') }.now;
  const handler = {
    __proto__: null,
    apply: () => apply(dateToText, new RealDate(now()), []),
    construct: (target: typeof Date, args: unknown[], newTarget: typeof Date) =>
      construct(target, args.length === 0 ? [now()] : args, newTarget) as object,
  };
  const TapedDate = new Proxy(RealDate, handler);
  defineHidden(RealDate, 'now', now);
  defineHidden(RealDate.prototype, 'constructor', TapedDate);
  defineHidden(globalThis, 'Date', TapedDate);
  defineHidden(Math, 'random', { random: () => ask('random') }.random);
  installFormats(now);
}

function installFormats(now: () => number): void {
  const prototype = Intl.DateTimeFormat.prototype as object;
  const withPresent = (format: Method): Method =>
    function formatWithTape(date) {
      return apply(format, this, [date === undefined ? now() : date]);
    };
  const { get } = getOwnPropertyDescriptor(prototype, 'format') as { get: (this: unknown) => Method };
  const format = { __proto__: null, configurable: true, enumerable: false };
  defineProperty(prototype, 'format', {
    ...format,
    get(this: unknown) {
      return withPresent(apply(get, this, []));
    },
  });
  const { value } = getOwnPropertyDescriptor(prototype, 'formatToParts') as { value: Method };
  defineHidden(prototype, 'formatToParts', withPresent(value));
}
