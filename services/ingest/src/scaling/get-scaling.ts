import type { Database } from '@upshot/ledger/connect';
import { readSamples, takeSample, type ScalingSample } from '@upshot/ledger/scaling/samples';
import { toTimestamp } from '@upshot/shared/timestamp';
import { Type } from 'typebox';
import { defineEndpoint } from '../http/endpoint.ts';
import { timestamp } from '../http/schemas.ts';
import { invalid } from '../http/validate.ts';
import {
  arrivalRate,
  decideWorkers,
  HOLD_MS,
  SMOOTH_MS,
  usedShare,
  type LoadSample,
} from './decide-workers.ts';
import { SAMPLE_MS } from './watch-scaling.ts';

const bound = (description: string) =>
  Type.Optional(Type.Integer({ minimum: 0, maximum: 10_000, description }));

/** The answer about scaling. */
export const scalingSchema = Type.Object({
  sampled_at: timestamp,
  desired_workers: Type.Integer({ description: 'How many workers there should be.' }),
  because: Type.Enum(['idle', 'lanes', 'slots', 'steady', 'hold', 'bounds'], {
    description: 'Why: see docs/scaling.md.',
  }),
  workers: Type.Integer({ description: 'Workers that claim lanes: alive, and not asked to drain.' }),
  lanes_waiting: Type.Integer({ description: 'Lanes with due runs that no worker works on.' }),
  lanes_active: Type.Integer({ description: 'Lanes that workers work on.' }),
  lanes_total: Type.Integer({ description: 'Lanes that workers may work on at once.' }),
  oldest_age_ms: Type.Number({ description: 'For how long the oldest due run waits; 0 without one.' }),
  arrival_rate: Type.Union([Type.Number(), Type.Null()], {
    description: 'Runs recorded a second, over a minute; null before two samples.',
  }),
  slots_running: Type.Integer({ description: 'Scripts that compute.' }),
  slots_running_max: Type.Integer(),
  slots_busy: Type.Integer({ description: 'Scripts that compute, or wait for a host function.' }),
  slots_max: Type.Integer(),
  used_share: Type.Number({ description: 'The most used of lanes, computing scripts and slots: 0 to 1.' }),
});

/** How many workers there should be. */
export function getScaling(database: Database) {
  return defineEndpoint({
    operationId: 'getScaling',
    summary: 'Get the number of workers that there should be',
    description: 'For autoscalers: ask every 10 to 30 seconds. The load is sampled every ten seconds.',
    tag: 'workers',
    query: Type.Object({
      min: bound('The fewest workers (0).'),
      max: bound('The most workers (100).'),
    }),
    answers: { 200: { description: 'The load, and the decision.', schema: scalingSchema } },
    async handle({ query: { min = 0, max = Math.max(100, min) } }) {
      if (max < min) throw invalid([{ field: 'max', message: `must not be less than min, which is ${min}` }]);
      await takeSample(database, SAMPLE_MS - 1000);
      const samples = (await readSamples(database, HOLD_MS + SMOOTH_MS)).map(toLoadSample);
      const latest = samples.at(-1);
      if (latest === undefined) throw new Error('a sample was taken, and none is there');
      const { desired, because } = decideWorkers(samples, { min, max });
      return { ...describeLoad(latest, arrivalRate(samples)), desired_workers: desired, because };
    },
  });
}

function describeLoad(latest: LoadSample, rate: number | undefined) {
  return {
    sampled_at: toTimestamp(new Date(latest.atMs)),
    workers: latest.workers,
    lanes_waiting: Math.max(0, latest.dueLanes - latest.activeLanes),
    lanes_active: latest.activeLanes,
    lanes_total: latest.lanes,
    oldest_age_ms: latest.oldestAgeMs,
    arrival_rate: rate ?? null,
    slots_running: latest.runningSlots,
    slots_running_max: latest.maxRunningSlots,
    slots_busy: latest.busySlots,
    slots_max: latest.maxSlots,
    used_share: usedShare(latest),
  };
}

function toLoadSample(row: ScalingSample): LoadSample {
  return {
    atMs: row.sampled_at.getTime(),
    dueLanes: row.due_lanes,
    oldestAgeMs: row.oldest_age_ms,
    runsCreated: Number(row.runs_created),
    workers: row.workers,
    lanes: row.lanes,
    activeLanes: row.active_lanes,
    runningSlots: row.running_slots,
    maxRunningSlots: row.max_running_slots,
    busySlots: row.busy_slots,
    maxSlots: row.max_slots,
  };
}
