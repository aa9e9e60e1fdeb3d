import { describe, expect, it } from 'vitest';
import { simulateDay, STEP_SECONDS, type DayPlan } from './simulated-day.ts';

const HOUR = 3600;

/** Nothing at night, office hours with a peak at noon, and a burst of five times as much at 15:00. */
function officeDay(second: number): number {
  const hour = second / HOUR;
  if (hour < 7 || hour >= 19) return 0;
  const daytime = 20 * Math.sin((Math.PI * (hour - 7)) / 12);
  return hour >= 15 && hour < 15.2 ? daytime * 5 : daytime;
}

const plan: DayPlan = { lanes: 200, rateAt: officeDay, secondsPerRun: 0.5, bootSeconds: 30 };
const day = simulateDay(plan);
const at = (hour: number) => Math.round((hour * HOUR) / STEP_SECONDS);
const changes = (desired: readonly number[]) =>
  desired.filter((count, index) => index > 0 && count !== desired[index - 1]).length;

describe('an autoscaler that follows the decisions over a day', () => {
  it('runs no worker at night, starts one with the first run, and goes back to none', () => {
    expect(Math.max(...day.desired.slice(0, at(7)))).toBe(0);
    expect(day.desired.slice(at(7), at(7.1)).some((count) => count > 0)).toBe(true);
    expect(Math.max(...day.desired.slice(at(19.3)))).toBe(0);
    expect(day.left).toBeLessThan(1e-6);
  });

  it('keeps runs from waiting for long, also in a burst', () => {
    const steady = [...day.ages.slice(at(7.5), at(15)), ...day.ages.slice(at(15.5), at(19))];
    expect(Math.max(...steady)).toBeLessThanOrEqual(60);
    expect(Math.max(...day.ages.slice(at(15), at(15.5)))).toBeLessThanOrEqual(300);
  });

  it('pays for little more than twice the time that the work takes', () => {
    expect(day.workerSeconds / day.workSeconds).toBeLessThan(2.2);
  });

  it('does not flap: no decrease within five minutes of an increase, and few changes', () => {
    const ups = day.desired.flatMap((count, index) => (count > (day.desired[index - 1] ?? 0) ? [index] : []));
    const downs = day.desired.flatMap((count, index) =>
      count < (day.desired[index - 1] ?? 0) ? [index] : [],
    );
    const soon = downs.filter((down) => ups.some((up) => up < down && (down - up) * STEP_SECONDS < 300));
    expect(soon).toEqual([]);
    expect(changes(day.desired)).toBeLessThan(150);
  });

  it('adds no worker for a queue that is in one lane', () => {
    const single = simulateDay({ ...plan, lanes: 1, rateAt: () => 3 });
    expect(Math.max(...single.desired)).toBe(1);
  });
});
