/** What the ledger and the workers said at one moment. */
export interface LoadSample {
  readonly atMs: number;
  /** Lanes with due runs, those under way included; paused integrations do not count. */
  readonly dueLanes: number;
  readonly oldestAgeMs: number;
  /** How many runs were ever recorded. */
  readonly runsCreated: number;
  /** Workers that claim lanes, and the sums of what they have and use. */
  readonly workers: number;
  readonly lanes: number;
  readonly activeLanes: number;
  readonly runningSlots: number;
  readonly maxRunningSlots: number;
  readonly busySlots: number;
  readonly maxSlots: number;
}

/** The bounds of a deployment. */
export interface ScalingBounds {
  readonly min: number;
  readonly max: number;
}

/** How many workers there should be, and why. */
export interface ScalingDecision {
  readonly desired: number;
  /**
   * idle: nothing is due. lanes: so many lanes wait. slots: workers are busy. steady: workers are as busy as they
   * should be. hold: more were wanted within the last five minutes. bounds: it was cut to the bounds.
   */
  readonly because: 'idle' | 'lanes' | 'slots' | 'steady' | 'hold' | 'bounds';
}

/** How busy a worker should be, so that a burst meets free capacity. */
const TARGET = 0.7;
/** A use that is this close to the target changes nothing. */
const TOLERANCE = 0.1;
/** For how long use is averaged. */
export const SMOOTH_MS = 60_000;
/** For how long a demand for more workers holds. */
export const HOLD_MS = 300_000;
/** Lanes of a worker while none is known: the default of UPSHOT_LANES. */
const LANES_PER_WORKER = 64;

/**
 * Decides how many workers there should be, from samples in the order of time. More are wanted at once; fewer only when
 * no sample of the last five minutes wanted more. Never more than lanes have had work: a lane is worked on by one
 * worker at a time.
 */
export function decideWorkers(samples: readonly LoadSample[], { min, max }: ScalingBounds): ScalingDecision {
  const latest = samples.at(-1);
  if (latest === undefined) return { desired: min, because: 'bounds' };
  const now = decideAt(samples, samples.length - 1);
  const wanted = samples.map((sample, index) =>
    latest.atMs - sample.atMs > HOLD_MS ? 0 : decideAt(samples, index).desired,
  );
  const held = Math.max(...wanted);
  const decision: ScalingDecision = held > now.desired ? { desired: held, because: 'hold' } : now;
  const desired = Math.max(min, Math.min(max, decision.desired));
  return desired === decision.desired ? decision : { desired, because: 'bounds' };
}

/** What was wanted when the sample at this index was the latest one. */
function decideAt(samples: readonly LoadSample[], index: number): ScalingDecision {
  const recent = recentSamples(samples, index);
  const latest = recent[recent.length - 1] as LoadSample;
  const useful = Math.max(...recent.map(({ dueLanes, activeLanes }) => Math.max(dueLanes, activeLanes)));
  if (useful === 0) return { desired: 0, because: 'idle' };
  const byLanes = Math.ceil(latest.dueLanes / (lanesPerWorker(samples, index) * TARGET));
  const bySlots = wantedByUse(recent, latest.workers);
  const desired = Math.min(useful, Math.max(1, byLanes, bySlots));
  if (desired === latest.workers) return { desired, because: 'steady' };
  return { desired, because: bySlots > byLanes ? 'slots' : 'lanes' };
}

/** The samples of the last minute up to this one. */
function recentSamples(samples: readonly LoadSample[], index: number): readonly LoadSample[] {
  const until = samples[index]?.atMs ?? 0;
  return samples.slice(0, index + 1).filter(({ atMs }) => until - atMs <= SMOOTH_MS);
}

function lanesPerWorker(samples: readonly LoadSample[], index: number): number {
  const known = samples.slice(0, index + 1).findLast(({ workers, lanes }) => workers > 0 && lanes > 0);
  return known === undefined ? LANES_PER_WORKER : known.lanes / known.workers;
}

/** How many workers would be used to the target. Use while there were more or fewer workers says nothing. */
function wantedByUse(recent: readonly LoadSample[], workers: number): number {
  if (workers === 0) return 0;
  const lastOther = recent.findLastIndex((sample) => sample.workers !== workers);
  const uses = recent.slice(lastOther + 1).map(usedShare);
  const ratio = uses.reduce((sum, use) => sum + use, 0) / uses.length / TARGET;
  return Math.abs(ratio - 1) <= TOLERANCE ? workers : Math.ceil(workers * ratio);
}

/** The share of what workers have that is used: of lanes, of scripts that compute, or of slots. */
export function usedShare(sample: LoadSample): number {
  const share = (used: number, total: number) => (total === 0 ? 0 : Math.min(1, used / total));
  return Math.max(
    share(sample.activeLanes, sample.lanes),
    share(sample.runningSlots, sample.maxRunningSlots),
    share(sample.busySlots, sample.maxSlots),
  );
}

/** Runs recorded a second over the last minute; undefined while there are too few samples. */
export function arrivalRate(samples: readonly LoadSample[]): number | undefined {
  const recent = recentSamples(samples, samples.length - 1);
  const [first] = recent;
  const last = recent.at(-1);
  if (first === undefined || last === undefined || last.atMs <= first.atMs) return undefined;
  return Math.max(0, ((last.runsCreated - first.runsCreated) * 1000) / (last.atMs - first.atMs));
}
