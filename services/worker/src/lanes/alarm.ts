/** Wakes lanes at the time their next retry is due. Best effort: the relay finds what an alarm misses. */
export interface Alarm extends Disposable {
  set(lane: string, inMs: number): void;
}

/** Retries further away than this are left to the relay, so that alarms never pile up. */
const HORIZON_MS = 60_000;

/** Creates the alarm of one worker. A lane has one alarm at a time: the earliest. */
export function createAlarm(wake: (lane: string) => Promise<void>): Alarm {
  const alarms = new Map<string, { readonly at: number; readonly timer: NodeJS.Timeout }>();
  return {
    set(lane, inMs) {
      const due = performance.now() + inMs;
      const current = alarms.get(lane);
      if (inMs > HORIZON_MS || (current !== undefined && current.at <= due)) return;
      clearTimeout(current?.timer);
      const ring = () => {
        alarms.delete(lane);
        wake(lane).catch(() => undefined);
      };
      alarms.set(lane, { at: due, timer: setTimeout(ring, inMs + 5) });
    },
    [Symbol.dispose]() {
      for (const { timer } of alarms.values()) clearTimeout(timer);
      alarms.clear();
    },
  };
}
