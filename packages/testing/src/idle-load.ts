import type { WorkerLoad } from '@upshot/ledger/workers/write';

/** What a worker without work reports. */
export const idleLoad: WorkerLoad = {
  activeLanes: [],
  parkedLanes: [],
  runningSlots: 0,
  blockedSlots: 0,
  maxRunningSlots: 3,
  maxSlots: 48,
};
