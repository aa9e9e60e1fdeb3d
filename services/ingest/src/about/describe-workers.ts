import type { WorkerRow } from '@upshot/ledger/tables';
import { Type } from 'typebox';
import { toTimestamp } from '@upshot/shared/timestamp';

const partSchema = Type.Enum(['in_force', 'partly', 'missing', 'unknown']);

/** The state of one part of the kernel's barrier, over all workers. */
type PartState = 'in_force' | 'partly' | 'missing' | 'unknown';

/** What the live workers report, summed up. */
export const workersSchema = Type.Object({
  alive: Type.Integer({ description: 'Workers that have reported within the last 20 seconds.' }),
  draining: Type.Integer({
    description: 'Of these, workers that claim no lane because they were asked to drain.',
  }),
  last_claim_at: Type.Union([Type.String(), Type.Null()], {
    description: 'When one of them last claimed a lane. They claim only when there is work.',
  }),
  barrier: Type.Object(
    { seccomp: partSchema, landlock: partSchema },
    {
      description: 'What confines scripts: around slots of every worker, some or none; or no slot is ready.',
    },
  ),
});

/** Sums up the live workers. */
export function describeWorkers(workers: readonly WorkerRow[]) {
  const claims = workers.flatMap(({ claimed_at }) => (claimed_at === null ? [] : [claimed_at.getTime()]));
  return {
    alive: workers.length,
    draining: workers.filter(({ drain_requested_at }) => drain_requested_at !== null).length,
    last_claim_at: claims.length === 0 ? null : toTimestamp(new Date(Math.max(...claims))),
    barrier: {
      seccomp: stateOf(workers.map(({ seccomp }) => seccomp)),
      landlock: stateOf(workers.map(({ landlock }) => (landlock === null ? null : landlock > 0))),
    },
  };
}

function stateOf(parts: readonly (boolean | null)[]): PartState {
  const known = parts.filter((part) => part !== null);
  if (known.length === 0) return 'unknown';
  if (known.every(Boolean)) return 'in_force';
  return known.some(Boolean) ? 'partly' : 'missing';
}
