import type { Database } from '@upshot/ledger/connect';
import type { LaneLease } from '@upshot/ledger/lanes/lease';
import { takeToken, waitForToken, type Rate } from '@upshot/ledger/lanes/rate-limit';
import { integrationOfLane } from '@upshot/shared/lane';
import type { WakeTimer } from './wake-timer.ts';

/** Per-integration rate limit: a token bucket in the ledger, which all workers share. An attempt takes a token. */
export interface RateLimiter {
  /** Whether the lane found no token moments ago. It is then woken again soon. */
  isWaiting(lane: string): boolean;
  /** Takes a token for an attempt; false when there is none. The lane is then woken later. */
  take(lease: LaneLease, rate: Rate): Promise<boolean>;
}

export interface RateLimiterOptions {
  readonly database: Database;
  readonly wakeTimer: Pick<WakeTimer, 'set'>;
  /** Told that a lane waits. */
  readonly onWait: (lane: string) => void;
}

/**
 * For how long a wait is remembered. New runs wake their lane: however many they are, the ledger is asked once in this
 * time. A limit that was raised, or removed, applies after it.
 */
const REMEMBERED_MS = 1000;

const MAX_REMEMBERED = 10_000;

/** Creates the rate limiter of one worker. It keeps no tokens: when the worker dies, none is lost. */
export function createRateLimiter({ database, wakeTimer, onWait }: RateLimiterOptions): RateLimiter {
  const waitingUntil = new Map<string, number>();
  return {
    isWaiting(lane) {
      const until = waitingUntil.get(lane);
      if (until === undefined) return false;
      const leftMs = until - performance.now();
      if (leftMs > 0) wakeTimer.set(lane, leftMs);
      else waitingUntil.delete(lane);
      return leftMs > 0;
    },
    async take(lease, rate) {
      const { lane } = lease;
      if (await takeToken(database, integrationOfLane(lane), rate)) return true;
      const waitMs = await waitForToken(database, lease, rate);
      if (waitMs === 'fenced') return false;
      if (waitingUntil.size >= MAX_REMEMBERED) waitingUntil.clear();
      waitingUntil.set(lane, performance.now() + Math.min(waitMs, REMEMBERED_MS));
      wakeTimer.set(lane, waitMs);
      onWait(lane);
      return false;
    },
  };
}
