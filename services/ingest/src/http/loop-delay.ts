/** How long the event loop keeps whatever has arrived waiting. */
export interface LoopDelay extends Disposable {
  /** The moving average, in milliseconds. */
  read(): number;
}

const TICK_MS = 20;
const NOVELTY = 0.3;

/** Measures by how much a timer is late. */
export function watchLoopDelay(): LoopDelay {
  let delayMs = 0;
  let dueAt = performance.now() + TICK_MS;
  const tick = () => {
    const now = performance.now();
    delayMs += NOVELTY * (Math.max(0, now - dueAt) - delayMs);
    dueAt = now + TICK_MS;
  };
  const timer = setInterval(tick, TICK_MS).unref();
  return { read: () => delayMs, [Symbol.dispose]: () => clearInterval(timer) };
}
