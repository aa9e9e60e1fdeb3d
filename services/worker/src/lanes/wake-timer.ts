/** Wakes lanes when their next retry is due. Best effort: the relay finds the lanes that a timer misses. */
export interface WakeTimer extends Disposable {
  set(lane: string, inMs: number): void;
}

/** Later retries are left to the relay, which bounds the number of timers. */
const HORIZON_MS = 60_000;

/** Creates the wake timer of one worker. A lane has one timer at a time: the earliest. */
export function createWakeTimer(wake: (lane: string) => Promise<void>): WakeTimer {
  const timers = new Map<string, { readonly at: number; readonly timer: NodeJS.Timeout }>();
  let isDisposed = false;
  return {
    set(lane, inMs) {
      if (isDisposed) return;
      const due = performance.now() + inMs;
      const current = timers.get(lane);
      if (inMs > HORIZON_MS || (current !== undefined && current.at <= due)) return;
      clearTimeout(current?.timer);
      const fire = () => {
        timers.delete(lane);
        wake(lane).catch(() => undefined);
      };
      timers.set(lane, { at: due, timer: setTimeout(fire, inMs + 5) });
    },
    [Symbol.dispose]() {
      isDisposed = true;
      for (const { timer } of timers.values()) clearTimeout(timer);
      timers.clear();
    },
  };
}
