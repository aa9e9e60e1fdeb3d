import { createSandbox, type Limits, type Sandbox } from '@upshot/sandbox/sandbox';

/** Where trials run. */
export type TrialSandbox = Sandbox;

/** Starts the slots that trials of a script run in: so many run at once. */
export function openTrialSandbox(limits: Partial<Limits>, slots = 1): TrialSandbox {
  const pool = { maxRunning: slots, maxSlots: slots, warmSlots: slots, ownSlots: 1 };
  return createSandbox({ ...pool, limits, isolation: 'isolate' });
}
