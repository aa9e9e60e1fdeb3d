import { expect, it } from 'vitest';
import { createFairSemaphore, type FairSemaphore } from './fair-semaphore.ts';

/** Acquires permits until the tenant has its share. */
function acquireAll(semaphore: FairSemaphore, tenant: string): Disposable[] {
  const permits: Disposable[] = [];
  for (
    let permit = semaphore.tryAcquire(tenant);
    permit !== undefined;
    permit = semaphore.tryAcquire(tenant)
  ) {
    permits.push(permit);
  }
  return permits;
}

it('leaves permits to others, however many one tenant takes', () => {
  const semaphore = createFairSemaphore({ total: 64 });
  expect(acquireAll(semaphore, 'noisy')).toHaveLength(48);
  expect(acquireAll(semaphore, 'noisier')).toHaveLength(12);
  expect(acquireAll(semaphore, 'quiet')).toHaveLength(3);
  expect(acquireAll(semaphore, 'late')).toHaveLength(1);
  expect(acquireAll(semaphore, 'too late')).toEqual([]);
});

it('gives one permit to each tenant that has none', () => {
  const semaphore = createFairSemaphore({ total: 2 });
  expect(acquireAll(semaphore, 'a')).toHaveLength(1);
  expect(acquireAll(semaphore, 'b')).toHaveLength(1);
});

it('takes permits back', () => {
  const semaphore = createFairSemaphore({ total: 4 });
  for (let round = 0; round < 3; round++) {
    const permits = acquireAll(semaphore, 'a');
    expect(permits).toHaveLength(3);
    for (const permit of permits) permit[Symbol.dispose]();
  }
});

it('bounds the permits of one tenant', () => {
  const semaphore = createFairSemaphore({ total: 64, maxPerTenant: 2 });
  expect(acquireAll(semaphore, 'a')).toHaveLength(2);
  expect(acquireAll(semaphore, 'b')).toHaveLength(2);
});

it('bounds the permits for one resource', () => {
  const semaphore = createFairSemaphore({ total: 64, maxPerResource: 2 });
  const permits = Array.from({ length: 5 }, () => semaphore.tryAcquire('shop', 'slow'));
  expect(permits.map((permit) => permit !== undefined)).toEqual([true, true, false, false, false]);
  expect(semaphore.tryAcquire('shop', 'other')).toBeDefined();
  permits[0]?.[Symbol.dispose]();
  expect(semaphore.tryAcquire('shop', 'slow')).toBeDefined();
});
