import { mutantsOf } from '../mutant.ts';

const lanes = 'services/worker/src/lanes';

export const turnMutants = [
  ...mutantsOf(
    `${lanes}/take-turn.ts`,
    [`${lanes}/take-turn.test.ts`],
    [
      ['lanes of unknown types are claimed', '!isExecutable(type) || ', ''],
      ['a turn has no portion', 'left -= done;', ''],
      [
        'a turn that is over forgets its lane',
        'if (left <= 0 || isOver()) return await permit.requeue();',
        'if (left <= 0) return;',
      ],
      ['a turn does not end in time', 'if (done > 0 && isOver()) break;', ''],
      ['a turn may end before its first run', 'if (done > 0 && isOver()) break;', 'if (isOver()) break;'],
      [
        'a lane that was removed is worked on',
        'numberOfLane(lane) >= integration.concurrency',
        'numberOfLane(lane) > integration.concurrency',
      ],
      ['runs of a removed lane stay there', 'await moveRuns(database, lane, first);', ''],
      ['the lane that runs move to is not woken', 'await wake(first);', ''],
      [
        'a notice passes an earlier one of its subject',
        'if (subject !== undefined && (await order.mustWait(run, subject))) continue;',
        '',
      ],
      ['later runs pass one that crashed', 'if (retryAfterMs === 0) break;', ''],
      ['no timer is set for a retry', 'tools.wakeTimer.set(lane, retryAfterMs);', 'void lane;'],
    ],
  ),
  ...mutantsOf(
    `${lanes}/take-turn.ts`,
    [`${lanes}/take-turn-settling.test.ts`],
    [
      [
        'a run begins before the last is settled, though that was seen',
        'attempted.mustSettleFirst || isFull',
        'isFull',
      ],
      [
        'runs begin while the settler is full',
        'attempted.mustSettleFirst || isFull',
        'attempted.mustSettleFirst',
      ],
      ['outcomes pile up without bound', 'MAX_UNSETTLED = 32', 'MAX_UNSETTLED = 3200'],
      [
        'the loss of a lane goes unreported',
        "if (done === 'fenced') return tools.events.laneFenced(lane);",
        "if (done === 'fenced') return;",
      ],
      [
        'a worker goes on with a lane it has lost',
        "if (attempted === 'fenced') return 'fenced';",
        "if (attempted === 'fenced') continue;",
      ],
    ],
  ),
  ...mutantsOf(
    `${lanes}/take-turn.ts`,
    [`${lanes}/take-turn-deliveries.test.ts`],
    [
      [
        'deliveries need no permit',
        'const delivery = deliveries.tryAcquire(run.projectId, run.integrationId);',
        'const delivery = noPermitNeeded;',
      ],
      [
        'scripts need a delivery permit',
        'if (!executors[integration.type].needsDeliveryPermit) return noPermitNeeded;',
        '',
      ],
      ['a lane without a permit is not woken', 'wakeTimer.set(lane, BUSY_MS);', ''],
      [
        'an open circuit keeps the permit',
        'if (circuit === undefined) {\n    delivery[Symbol.dispose]();',
        'if (circuit === undefined) {',
      ],
      [
        'a delivery keeps its permit',
        'circuit[Symbol.dispose]();\n      delivery[Symbol.dispose]();',
        'circuit[Symbol.dispose]();',
      ],
      [
        'the circuit breaker does not hear of deliveries',
        'if (delivery !== undefined) permit.record(delivery);',
        '',
      ],
      [
        'a turn goes on with a paused integration',
        "if (await isPausedBy(tools, integration, delivery)) return 'busy';",
        'await isPausedBy(tools, integration, delivery);',
      ],
      [
        'receivers of all types are watched',
        'if (!executors[integration.type].pausesFailingEndpoints) return false;',
        '',
      ],
    ],
  ),
] as const;
