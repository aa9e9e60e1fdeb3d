import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arrivalRate, decideWorkers, HOLD_MS, SMOOTH_MS, type LoadSample } from './decide-workers.ts';

const idle: LoadSample = {
  atMs: 0,
  dueLanes: 0,
  oldestAgeMs: 0,
  runsCreated: 0,
  workers: 0,
  lanes: 0,
  activeLanes: 0,
  runningSlots: 0,
  maxRunningSlots: 0,
  busySlots: 0,
  maxSlots: 0,
};

/** A sample of so many workers, of which this share is used. */
function sampleOf(workers: number, use: number, over: Partial<LoadSample> = {}): LoadSample {
  const activeLanes = Math.round(workers * 64 * use);
  const fleet = { workers, lanes: workers * 64, maxRunningSlots: workers * 3, maxSlots: workers * 48 };
  const busy = { activeLanes, runningSlots: workers * 3 * use, busySlots: workers * 48 * use };
  return { ...idle, ...fleet, ...busy, dueLanes: activeLanes, ...over };
}

const bounds = { min: 0, max: 1000 };

describe('the number of workers', () => {
  it.each<[string, readonly LoadSample[], number, string]>([
    ['nothing is due, and no worker is there', [idle], 0, 'idle'],
    ['one lane is due, and no worker is there', [{ ...idle, dueLanes: 1 }], 1, 'lanes'],
    ['a thousand lanes are due, and no worker is there', [{ ...idle, dueLanes: 1000 }], 23, 'lanes'],
    ['workers are as busy as they should be', [sampleOf(4, 0.7)], 4, 'steady'],
    ['scripts use every slot', [sampleOf(4, 0.3, { runningSlots: 12, dueLanes: 40 })], 6, 'slots'],
    ['one lane has a long queue', [sampleOf(1, 0.02, { dueLanes: 1, oldestAgeMs: 3_600_000 })], 1, 'steady'],
    ['three lanes use every slot', [sampleOf(2, 0.02, { dueLanes: 3, runningSlots: 6 })], 3, 'slots'],
    ['workers have little to do', [sampleOf(10, 0.1)], 2, 'lanes'],
  ])('when %s', (_what, samples, desired, because) => {
    expect(decideWorkers(samples, bounds)).toEqual({ desired, because });
  });

  it('grows at once and shrinks after five minutes', () => {
    const busy = { ...idle, dueLanes: 1000 };
    const at = (atMs: number) => [busy, { ...idle, atMs }];
    expect(decideWorkers([busy], bounds).desired).toBe(23);
    expect(decideWorkers(at(SMOOTH_MS + 1), bounds)).toEqual({ desired: 23, because: 'hold' });
    expect(decideWorkers(at(HOLD_MS), bounds)).toEqual({ desired: 23, because: 'hold' });
    expect(decideWorkers(at(HOLD_MS + 1), bounds)).toEqual({ desired: 0, because: 'idle' });
  });

  it('stays within the bounds, and is the lower one before the first sample', () => {
    expect(decideWorkers([], { min: 2, max: 5 })).toEqual({ desired: 2, because: 'bounds' });
    expect(decideWorkers([idle], { min: 2, max: 5 })).toEqual({ desired: 2, because: 'bounds' });
    expect(decideWorkers([{ ...idle, dueLanes: 1000 }], { min: 2, max: 5 })).toMatchObject({ desired: 5 });
  });
});

const samplesOf = (count: number) =>
  fc
    .array(
      fc.record({
        workers: fc.integer({ min: 0, max: 50 }),
        use: fc.double({ min: 0, max: 1, noNaN: true }),
        waiting: fc.integer({ min: 0, max: 2000 }),
        gapMs: fc.integer({ min: 1, max: 120_000 }),
      }),
      { minLength: 1, maxLength: count },
    )
    .map((steps) => {
      let atMs = 0;
      return steps.map(({ workers, use, waiting, gapMs }) => {
        const sample = sampleOf(workers, use, { atMs: (atMs += gapMs) });
        return { ...sample, dueLanes: sample.activeLanes + waiting };
      });
    });

const last = (samples: readonly LoadSample[]) => samples.at(-1) ?? idle;

describe('for any load', () => {
  it('is within the bounds', () => {
    const anyBounds = fc.tuple(fc.nat(100), fc.nat(100)).map(([min, more]) => ({ min, max: min + more }));
    fc.assert(
      fc.property(samplesOf(40), anyBounds, (samples, { min, max }) => {
        const { desired } = decideWorkers(samples, { min, max });
        expect(desired).toBeGreaterThanOrEqual(min);
        expect(desired).toBeLessThanOrEqual(max);
        expect(Number.isInteger(desired)).toBe(true);
      }),
    );
  });

  it('is at least one while a lane is due, and never more than lanes that had work', () => {
    fc.assert(
      fc.property(samplesOf(40), (samples) => {
        const { desired } = decideWorkers(samples, bounds);
        expect(desired).toBeGreaterThanOrEqual(Math.min(1, last(samples).dueLanes));
        expect(desired).toBeLessThanOrEqual(Math.max(...samples.map(({ dueLanes }) => dueLanes)));
      }),
    );
  });

  it('wants no fewer when more lanes are due', () => {
    fc.assert(
      fc.property(samplesOf(20), fc.nat(1000), (samples, more) => {
        const latest = last(samples);
        const busier = [...samples.slice(0, -1), { ...latest, dueLanes: latest.dueLanes + more }];
        expect(decideWorkers(busier, bounds).desired).toBeGreaterThanOrEqual(
          decideWorkers(samples, bounds).desired,
        );
      }),
    );
  });

  it('does not shrink because of a quiet moment, and is zero when all has been quiet for long', () => {
    fc.assert(
      fc.property(samplesOf(20), (samples) => {
        const before = decideWorkers(samples, bounds).desired;
        const { atMs } = last(samples);
        const soon = [{ ...idle, atMs: atMs + 1 }];
        expect(decideWorkers([last(samples), ...soon], bounds).desired).toBeGreaterThanOrEqual(
          decideWorkers([last(samples)], bounds).desired,
        );
        const later = [0, 1, 2].map((step) => ({
          ...idle,
          atMs: atMs + HOLD_MS + SMOOTH_MS + 1 + step * 10_000,
        }));
        expect(decideWorkers([...samples, ...later], bounds)).toEqual({ desired: 0, because: 'idle' });
        expect(before).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});

it('the arrival rate is that of the last minute', () => {
  const at = (atMs: number, runsCreated: number) => ({ ...idle, atMs, runsCreated });
  expect(arrivalRate([])).toBeUndefined();
  expect(arrivalRate([at(0, 5)])).toBeUndefined();
  expect(arrivalRate([at(0, 0), at(100_000, 1000), at(150_000, 1100)])).toBe(2);
  expect(arrivalRate([at(0, 500), at(10_000, 0)])).toBe(0);
});
