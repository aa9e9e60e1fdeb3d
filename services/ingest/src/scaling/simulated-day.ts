import { decideWorkers, HOLD_MS, SMOOTH_MS, type LoadSample } from './decide-workers.ts';

/** What one simulated day came to. */
export interface SimulatedDay {
  /** The workers that were asked for, by step. */
  readonly desired: readonly number[];
  /** How old the oldest run was, by step, in seconds. */
  readonly ages: readonly number[];
  /** Worker-seconds that ran, and those that the work itself took. */
  readonly workerSeconds: number;
  readonly workSeconds: number;
  readonly left: number;
}

/** The load of one lane of an integration, and the machines that answer it. */
export interface DayPlan {
  readonly lanes: number;
  /** Runs a second of all lanes, at a second of the day. */
  readonly rateAt: (second: number) => number;
  readonly secondsPerRun: number;
  /** How long a new worker takes until it claims lanes. */
  readonly bootSeconds: number;
}

export const STEP_SECONDS = 10;
const DAY_SECONDS = 86_400;
const SLOTS = 3;

/** Runs an autoscaler that follows the decisions at once, over a day of load. Work is a fluid; lanes work in order. */
export function simulateDay({ lanes, rateAt, secondsPerRun, bootSeconds }: DayPlan): SimulatedDay {
  const backlog = new Float64Array(lanes);
  const samples: LoadSample[] = [];
  const bootedAt: number[] = [];
  const day = { desired: [] as number[], ages: [] as number[], workerSeconds: 0, workSeconds: 0 };
  const arrived: number[] = [0];
  let done = 0;
  let oldest = 0;
  for (let second = 0; second < DAY_SECONDS; second += STEP_SECONDS) {
    const arriving = rateAt(second) * STEP_SECONDS;
    arrived.push((arrived.at(-1) ?? 0) + arriving);
    spread(backlog, arriving, second);
    const workers = bootedAt.filter((at) => at <= second).length;
    const worked = work(backlog, workers * SLOTS * STEP_SECONDS, secondsPerRun);
    done += worked / secondsPerRun;
    day.workSeconds += worked / SLOTS;
    day.workerSeconds += bootedAt.length * STEP_SECONDS;
    while (oldest < arrived.length - 1 && (arrived[oldest + 1] ?? 0) <= done + 1e-6) oldest++;
    const age = second + STEP_SECONDS - oldest * STEP_SECONDS;
    day.ages.push(age);
    samples.push(
      sampleOf({ atMs: second * 1000, workers, worked, backlog, runsCreated: arrived.at(-1) ?? 0 }),
    );
    while ((samples[0]?.atMs ?? 0) < second * 1000 - HOLD_MS - SMOOTH_MS) samples.shift();
    const { desired } = decideWorkers(samples, { min: 0, max: 50 });
    day.desired.push(desired);
    while (bootedAt.length < desired) bootedAt.push(second + bootSeconds);
    bootedAt.length = Math.min(bootedAt.length, desired);
  }
  return { ...day, left: backlog.reduce((sum, runs) => sum + runs, 0) };
}

/** Gives the arriving runs to lanes, to other ones at each step. */
function spread(backlog: Float64Array, arriving: number, second: number): void {
  const share = Math.max(1, Math.min(backlog.length, Math.round(arriving)));
  for (let index = 0; index < share; index++) {
    const lane = (second * 31 + index * 7) % backlog.length;
    backlog[lane] = (backlog[lane] ?? 0) + arriving / share;
  }
}

/** Works on the lanes, each for one step at most, until the capacity is used; returns the seconds that were used. */
function work(backlog: Float64Array, capacity: number, secondsPerRun: number): number {
  let left = capacity;
  for (let lane = 0; lane < backlog.length && left > 0; lane++) {
    const seconds = Math.min(left, STEP_SECONDS, (backlog[lane] ?? 0) * secondsPerRun);
    backlog[lane] = Math.max(0, (backlog[lane] ?? 0) - seconds / secondsPerRun);
    left -= seconds;
  }
  return capacity - left;
}

interface Step {
  readonly atMs: number;
  readonly workers: number;
  readonly worked: number;
  readonly backlog: Float64Array;
  readonly runsCreated: number;
}

function sampleOf({ atMs, workers, worked, backlog, runsCreated }: Step): LoadSample {
  const running = worked / STEP_SECONDS;
  const waiting = backlog.reduce((count, runs) => count + (runs > 1e-9 ? 1 : 0), 0);
  return {
    atMs,
    dueLanes: waiting + Math.round(running),
    oldestAgeMs: 0,
    runsCreated,
    workers,
    lanes: workers * 64,
    activeLanes: Math.min(workers * 64, waiting + Math.round(running)),
    runningSlots: running,
    maxRunningSlots: workers * SLOTS,
    busySlots: running,
    maxSlots: workers * 48,
  };
}
