import type { RegisteredWorker } from '@upshot/ledger/workers/read';
import { toTimestamp, toTimestampOrNull } from '@upshot/shared/timestamp';
import { Type } from 'typebox';
import { timestamp, timestampOrNull } from '../http/schemas.ts';

const countOrNull = (description: string) => Type.Union([Type.Integer(), Type.Null()], { description });

/** A worker as it is answered. */
export const workerSchema = Type.Object({
  id: Type.String({ description: 'As in the `worker` of runs.' }),
  version: Type.String(),
  state: Type.Enum(['active', 'draining', 'drained', 'silent'], {
    description: 'drained: it runs nothing, and can be stopped. silent: no report for 20 seconds.',
  }),
  started_at: timestamp,
  seen_at: Type.String({ description: 'When it last reported. It does every five seconds.' }),
  claimed_at: timestampOrNull,
  drain_requested_at: timestampOrNull,
  drain_requested_by: Type.Union([Type.String(), Type.Null()], { description: 'The id of the token.' }),
  drained_at: timestampOrNull,
  lanes: Type.Object({
    total: Type.Integer({ description: 'How many it works on at once (UPSHOT_LANES).' }),
    active: countOrNull('How many it works on; null for an older version.'),
    parked: countOrNull('Lanes that wait because their project has its share of the worker.'),
  }),
  slots: Type.Object({
    running: countOrNull('Scripts that compute.'),
    blocked: countOrNull('Scripts that wait for a host function, such as fetch.'),
    max_running: countOrNull('UPSHOT_RUNNING_SLOTS.'),
    max: countOrNull('UPSHOT_MAX_SLOTS.'),
  }),
});

/** Describes a worker. */
export function describeWorker(worker: RegisteredWorker) {
  const { id, version, lanes } = worker;
  return {
    id,
    version,
    state: stateOf(worker),
    started_at: toTimestamp(worker.started_at),
    seen_at: toTimestamp(worker.seen_at),
    claimed_at: toTimestampOrNull(worker.claimed_at),
    drain_requested_at: toTimestampOrNull(worker.drain_requested_at),
    drain_requested_by: worker.drain_requested_by,
    drained_at: toTimestampOrNull(worker.drained_at),
    lanes: { total: lanes, active: worker.active_lanes?.length ?? null, parked: worker.parked_count },
    slots: {
      running: worker.slots_running,
      blocked: worker.slots_blocked,
      max_running: worker.max_running_slots,
      max: worker.max_slots,
    },
  };
}

function stateOf(worker: RegisteredWorker): 'active' | 'draining' | 'drained' | 'silent' {
  if (!worker.is_alive) return 'silent';
  if (worker.drain_requested_at === null) return 'active';
  return worker.drained_at === null ? 'draining' : 'drained';
}
