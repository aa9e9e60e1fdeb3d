/**
 * Loaded before a service (`node --import`), it makes the service's wall clock jump: `Date` is ahead of the machine's
 * clock by the milliseconds that stand in the file `UPSHOT_TEST_CLOCK` (negative: behind). `performance.now()` and
 * timers are not affected, as when the clock of a machine is set.
 */
import { readFileSync } from 'node:fs';

const file = process.env['UPSHOT_TEST_CLOCK'] ?? '';
const RealDate = Date;
let aheadMs = 0;

const readClock = () => {
  const read = Number.parseFloat(readFileSync(file, 'utf8'));
  if (Number.isFinite(read)) aheadMs = read;
};
readClock();
setInterval(readClock, 20).unref();

const now = () => RealDate.now() + aheadMs;

globalThis.Date = new Proxy(RealDate, {
  construct: (target, args: readonly unknown[], newTarget) =>
    Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget) as object,
  apply: () => new RealDate(now()).toString(),
  get: (target, name) => (name === 'now' ? now : (Reflect.get(target, name) as unknown)),
});
