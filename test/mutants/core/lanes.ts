import { mutantsOf } from '../mutant.ts';

const lanes = 'packages/ledger/src/lanes';

export const laneMutants = [
  ...mutantsOf(
    `${lanes}/lease.ts`,
    [`${lanes}/lease.test.ts`],
    [
      ['a lease is checked without a lock on its lane', 'order by id for share', 'order by id'],
      ['a claim does not raise the token', 'epoch = lanes.epoch + 1', 'epoch = lanes.epoch'],
      ['fencing does not raise the token', "eb('epoch', '+', '1')", "eb('epoch', '+', '0')"],
    ],
  ),
  ...mutantsOf(
    `${lanes}/leave.ts`,
    [`${lanes}/leave.test.ts`],
    [
      ['lanes are left without being fenced', 'await fenceLanes(transaction, left);', ''],
      [
        'the first lane that is left keeps its runs',
        'MAX_LANES - concurrency }',
        'MAX_LANES - concurrency - 1 }',
      ],
      ['one lane too many is left', 'laneId(integration, concurrency + index)', 'laneId(integration, index)'],
    ],
  ),
  ...mutantsOf(
    `${lanes}/find-due.ts`,
    [`${lanes}/find-due.test.ts`],
    [
      [
        'a search stops at the last lane',
        "if (after === '' || behind.length === max) return behind;",
        'return behind;',
      ],
      ['lanes whose runs wait are found', 'and p.due_at <= now() limit 1', 'limit 1'],
      [
        'lanes that were just claimed are found',
        'between now() - make_interval',
        'between now() + make_interval',
      ],
      [
        'a claim in the future hides its lane',
        '=> ${GRACE_SECONDS}) and now())',
        "=> ${GRACE_SECONDS}) and 'infinity')",
      ],
      [
        'lanes that wait for a token are found',
        "and ${isLimited(sql.ref('l.limited_until'))} is not true",
        '',
      ],
      ['lanes of paused integrations are found', "and not ${isPaused(sql`split_part(w.lane, '.', 1)`)}", ''],
      ['two workers search at once', 'if (locked[0]?.locked !== true) return undefined;', ''],
    ],
  ),
  ...mutantsOf(
    'packages/ledger/src/lanes/rate-limit.ts',
    ['packages/ledger/src/lanes/rate-limit.test.ts'],
    [
      ['a burst is one too large', '(rate.burst - 1) * tokenIntervalUs', 'rate.burst * tokenIntervalUs'],
      [
        'a pause saves up tokens without a bound',
        'greatest(r.next_at, excluded.taken_at - ${tolerance})',
        'r.next_at',
      ],
      ['tokens are never refused', 'where r.next_at <= excluded.taken_at', ''],
      ['tokens come too early', 'Math.ceil(1_000_000', 'Math.floor(1_000_000'],
      [
        'all lanes are woken for one token',
        'then least(r.wake_at, now() + ${MAX_LANES} * ${interval}) + ${interval} end',
        'then null end',
      ],
      ['a lane that asks again goes behind all others', 'and not exists (select from waiting)', ''],
      ['a stale worker has the lane wait', 'and l.epoch = ${fencingToken}', ''],
      [
        'a lane waits for hours',
        "least(place.wake_at, now() + ${LONGEST_LIMITED_MS} * interval '1 ms')",
        'place.wake_at',
      ],
      [
        'lanes wait for a limit that is gone',
        'set limited_until = null',
        'set limited_until = limited_until',
      ],
    ],
  ),
  ...mutantsOf(
    'services/worker/src/lanes/rate-limiter.ts',
    ['services/worker/src/lanes/take-turn-rate-limit.test.ts'],
    [
      ['a lane that waits is claimed each time', 'return leftMs > 0;', 'return false;'],
      ['a lane that waits is not woken', 'wakeTimer.set(lane, waitMs);', ''],
      [
        'a wake during a wait is lost',
        'if (leftMs > 0) wakeTimer.set(lane, leftMs);\n      else waitingUntil',
        'waitingUntil',
      ],
    ],
  ),
  ...mutantsOf(
    'services/worker/src/lanes/relay.ts',
    ['services/worker/src/lanes/relay.test.ts'],
    [
      [
        'each search begins at the first lane',
        "after = lanes.length < max ? '' : (lanes.at(-1) ?? '');",
        "after = '';",
      ],
      ['nothing is relayed while many lanes wait', 'Math.ceil(maxLanes / 10)', '0'],
    ],
  ),
  ...mutantsOf(
    'services/worker/src/lanes/wake-timer.ts',
    ['services/worker/src/lanes/wake-timer.test.ts'],
    [
      ['timers have no horizon', 'inMs > HORIZON_MS ||', ''],
      ['a later timer replaces an earlier one', 'current.at <= due', 'current.at > due'],
      ['a timer that has fired blocks later ones', 'timers.delete(lane);', ''],
      ['a timer is set after the end', 'if (isDisposed) return;', ''],
      ['timers go on after the end', 'for (const { timer } of timers.values()) clearTimeout(timer);', ''],
    ],
  ),
  ...mutantsOf(
    'services/worker/src/lanes/circuit-breaker.ts',
    ['services/worker/src/lanes/circuit-breaker.test.ts'],
    [
      ['a circuit opens one failure late', 'FAILURES_TO_OPEN = 5', 'FAILURES_TO_OPEN = 6'],
      [
        'the back-off does not grow',
        'circuit.backoffMs * 2 || MIN_BACKOFF_MS',
        'circuit.backoffMs || MIN_BACKOFF_MS',
      ],
      ['the back-off has no bound', '|| MIN_BACKOFF_MS, MAX_BACKOFF_MS)', '|| MIN_BACKOFF_MS, Infinity)'],
      ['the back-off has no jitter', 'circuit.backoffMs * (1 + random() / 5)', 'circuit.backoffMs'],
      ['a receiver may close itself for days', 'Math.min(retryAfterMs, MAX_RETRY_AFTER_MS)', 'retryAfterMs'],
      ['a half-open circuit lets everything through', 'circuit.isProbing ? PROBE_MS : 0', '0'],
      [
        'a probe that was not made blocks the next',
        '!isRecorded) probed.isProbing = false;',
        '!isRecorded) return;',
      ],
      [
        'lanes that were held back stay so',
        'for (const lane of circuit.heldLanes) wakeTimer.set(lane, 0);',
        '',
      ],
    ],
  ),
] as const;
