import { expect, it } from 'vitest';
import { shadowRest } from './shadow-rest.ts';

it.each([
  [0, 0, 0],
  [3000, 0, 0],
  [3001, 0, 20],
  [6000, 60_000, 0],
  [6000, 0, 60_000],
])('a shadow that took %i ms in %i ms rests %i ms', (cpu_ms, elapsed_ms, restMs) => {
  expect(shadowRest({ cpu_ms, elapsed_ms })).toBeCloseTo(restMs);
});

it('never takes more than a twentieth of its time and a minute, whatever its runs take', () => {
  let [cpu_ms, elapsed_ms] = [0, 0];
  for (let run = 0; run < 1000; run += 1) {
    elapsed_ms += shadowRest({ cpu_ms, elapsed_ms });
    expect(cpu_ms).toBeLessThanOrEqual((elapsed_ms + 60_000) / 20 + 1e-6);
    const cost = (run * 7919) % 5000;
    cpu_ms += cost;
    elapsed_ms += cost;
  }
});
