import { mutantsOf } from '../mutant.ts';

const fairness = 'packages/fairness/src';

export const sharingMutants = [
  ...mutantsOf(
    `${fairness}/batcher.ts`,
    [`${fairness}/batcher.test.ts`],
    [
      ['a batch has no bound in number', 'batch.length === maxItems ||', ''],
      ['a batch has no bound in weight', '|| weight > limit', ''],
      ['a heavy item is never carried out', 'if (batch.length > 0 && (', 'if (batch.length > 1e9 && ('],
      ['a tenant waits behind all items of another', 'roundRobin(byTenant)', 'byTenant.flat()'],
      ['a withdrawn item is carried out', 'this.#waiting.splice(index, 1);', ''],
      [
        'a withdrawn item leaves its caller waiting',
        "waiting.reject(new Error('withdrawn before its batch began'));",
        '',
      ],
      [
        'an item that is carried out can be withdrawn',
        'if (index === -1) return false;',
        'if (index < -1) return false;',
      ],
      [
        'a batch that is too large fails whole',
        'batch.length > 1 && this.#options.isTooMuch?.(cause) === true',
        'batch.length < 1',
      ],
      ['half of a split batch is lost', 'await this.#flush(batch.slice(half));', ''],
      [
        'a failed batch leaves its callers waiting',
        'for (const waiting of batch) waiting.reject(cause);',
        '',
      ],
      [
        'results go to the wrong callers',
        'waiting.resolve(results[index] as Out)',
        'waiting.resolve(results[0] as Out)',
      ],
      ['the weight does not depend on the tenants', 'maxWeight(byTenant.length)', 'maxWeight(1)'],
    ],
  ),
  ...mutantsOf(
    `${fairness}/dynamic-threshold.ts`,
    [`${fairness}/dynamic-threshold.test.ts`],
    [
      ['one tenant exhausts the pool', 'capacity - used)', 'capacity)'],
      ['a pool has one unit too many', 'usage.total >= capacity', 'usage.total > capacity'],
      ['a new tenant may get nothing', 'used === 0 ||', ''],
    ],
  ),
  ...mutantsOf(
    `${fairness}/fair-semaphore.ts`,
    [`${fairness}/fair-semaphore.test.ts`],
    [
      ['a permit is not given back', 'count(-1)', 'count(0)'],
      ['a tenant has no bound of its own', 'byTenant.of(tenant) < maxPerTenant &&', ''],
      ['a resource has no bound', 'byResource.of(resource) < maxPerResource &&', ''],
    ],
  ),
  ...mutantsOf(
    `${fairness}/round-robin.ts`,
    [`${fairness}/round-robin.test.ts`],
    [
      [
        'a key that was served stays first',
        'this.#queues.delete(key);\n      queue.delete(item);',
        'queue.delete(item);',
      ],
      [
        'a list that has ended goes on',
        'remaining.filter((list) => list.length > index)',
        'remaining.filter((list) => list.length >= index)',
      ],
    ],
  ),
  ...mutantsOf(
    `${fairness}/least-recently-served.ts`,
    [`${fairness}/least-recently-served.test.ts`],
    [
      ['the load of a key does not count', 'load > leastLoad ||', ''],
      ['turns do not count', 'turn >= earliestTurn', 'best !== undefined'],
    ],
  ),
  ...mutantsOf(
    `${fairness}/adaptive-limit.ts`,
    [`${fairness}/adaptive-limit.test.ts`],
    [
      [
        'a limit falls below its minimum',
        'Math.max(min, Math.min(this.#current, inFlight) * (1 - cut))',
        'Math.min(this.#current, inFlight) * (1 - cut)',
      ],
      [
        'a limit grows above its maximum',
        'Math.min(max, this.#current * (1 + overMs / 1000) + overMs / 50)',
        'this.#current * (1 + overMs / 1000) + overMs / 50',
      ],
      [
        'one observation may remove most',
        'Math.min(LARGEST_CUT, (excess * overMs) / 1000)',
        '(excess * overMs) / 1000',
      ],
    ],
  ),
  ...mutantsOf(
    'services/worker/src/lanes/sharing.ts',
    ['services/worker/src/lanes/sharing.test.ts'],
    [
      [
        'a reservation does not end',
        'release(notified.take(lane, projectId)), reservedMs)',
        'release(notified.take(lane, projectId)), 1e6)',
      ],
      [
        'parked lanes are forgotten at the end',
        'const lanesToHandOver = parked.takeAll();',
        'const lanesToHandOver: string[] = [];',
      ],
      [
        'a lane with more work goes before parked ones',
        'if (parked.sizeOf(projectId) > 0) park(lane, projectId);',
        "if (lane === '') park(lane, projectId);",
      ],
      ['a lane waits for a reservation that no lane takes up', ' ?? notified.takeAny(projectId)', ''],
      ['a lane that was woken is parked again', 'if (!notified.has(lane, projectId)) parked', 'parked'],
      [
        'a lane that ends wakes no other',
        'permit?.[Symbol.dispose]();\n    notifyNext();',
        'permit?.[Symbol.dispose]();',
      ],
    ],
  ),
] as const;
