import { createSandbox, type Limits, type Sandbox } from '@upshot/sandbox/sandbox';

/** Where trials run. */
export type TrialSandbox = Sandbox;

/** Starts the one slot that trials of a script run in, one after the other. */
export function openTrialSandbox(limits: Partial<Limits>): TrialSandbox {
  const single = { maxRunning: 1, maxSlots: 1, warmSlots: 1, ownSlots: 1 };
  return createSandbox({ ...single, limits, isolation: 'isolate' });
}
