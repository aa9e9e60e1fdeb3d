import { expect, it } from 'vitest';
import { createFairSemaphore } from './fair-semaphore.ts';

const integration = (projectId: string, integrationId = projectId) => ({ projectId, integrationId });

/** Takes as many as there are. */
function acquireAll(semaphore: ReturnType<typeof createFairSemaphore>, projectId: string): Disposable[] {
  const permits: Disposable[] = [];
  for (let permit = semaphore.tryAcquire(integration(projectId)); permit !== undefined;) {
    permits.push(permit);
    permit = semaphore.tryAcquire(integration(projectId));
  }
  return permits;
}

it('leaves semaphore to others, however much one project takes', () => {
  const semaphore = createFairSemaphore({ total: 64, alpha: 3 });
  expect(acquireAll(semaphore, 'noisy')).toHaveLength(48);
  expect(acquireAll(semaphore, 'noisier')).toHaveLength(12);
  expect(acquireAll(semaphore, 'quiet')).toHaveLength(3);
  expect(acquireAll(semaphore, 'late')).toHaveLength(1);
  expect(acquireAll(semaphore, 'too late')).toEqual([]);
});

it('gives one permit to whoever has none', () => {
  const semaphore = createFairSemaphore({ total: 2, alpha: 1 });
  expect(acquireAll(semaphore, 'a')).toHaveLength(1);
  expect(acquireAll(semaphore, 'b')).toHaveLength(1);
});

it('gives semaphore back', () => {
  const semaphore = createFairSemaphore({ total: 4, alpha: 3 });
  for (let round = 0; round < 3; round++) {
    const permits = acquireAll(semaphore, 'a');
    expect(permits).toHaveLength(3);
    for (const permit of permits) permit[Symbol.dispose]();
  }
});

it('bounds what one integration has', () => {
  const semaphore = createFairSemaphore({ total: 64, each: 2, alpha: 3 });
  const permits = Array.from({ length: 5 }, () => semaphore.tryAcquire(integration('shop', 'slow')));
  expect(permits.map((permit) => permit !== undefined)).toEqual([true, true, false, false, false]);
  expect(semaphore.tryAcquire(integration('shop', 'other'))).toBeDefined();
  permits[0]?.[Symbol.dispose]();
  expect(semaphore.tryAcquire(integration('shop', 'slow'))).toBeDefined();
});
