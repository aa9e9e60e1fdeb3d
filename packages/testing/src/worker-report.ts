import type { WorkerLoad, WorkerReport } from '@upshot/ledger/workers/write';

/** What a worker without work reports. */
export const idleLoad: WorkerLoad = {
  activeLanes: [],
  parkedLanes: [],
  runningSlots: 0,
  blockedSlots: 0,
  maxRunningSlots: 3,
  maxSlots: 48,
};

/** A report of a worker without work, which has no slot yet. */
export const idleReport: WorkerReport = {
  id: 'w1',
  version: '1.2.3',
  lanes: 64,
  startedMsAgo: 60_000,
  claimedMsAgo: undefined,
  barrier: undefined,
  egressAllow: [],
  canMail: false,
  mailGroups: [],
  opensSealedStorage: true,
  load: idleLoad,
  isDrained: false,
};
