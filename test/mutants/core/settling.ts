import { mutantsOf } from '../mutant.ts';

const runs = 'packages/ledger/src/runs';
const writing = [`${runs}/write-operations.test.ts`, `${runs}/write-operations.property.test.ts`];

export const settlingMutants = [
  ...mutantsOf(`${runs}/settle.ts`, writing, [
    [
      'the count of interruptions may shrink',
      'greatest(r.interruptions, e.interruptions)',
      'e.interruptions',
    ],
    ['a retry at once goes behind the other runs', "else '-infinity' end,", 'else now() end,'],
    [
      'an attempt is logged twice',
      'and (r.attempt < e.attempt or (r.attempt = e.attempt and r.begun_at is not null))',
      '',
    ],
    [
      'an attempt that has ended stays begun',
      'attempt = e.attempt, begun_at = null, begun_by = null,',
      'attempt = e.attempt,',
    ],
    [
      'a run stays pending after its final outcome',
      'from entry where is_final)) returning',
      'from entry where not is_final)) returning',
    ],
    [
      'what was settled before counts again',
      'return operations.filter(({ settlement }) => logged.has(',
      'return operations.filter(({ settlement }) => logged ?? (',
    ],
  ]),
  ...mutantsOf(`${runs}/write-operations.ts`, writing, [
    [
      'a lost lease is good for writing',
      'filter(({ lease }) => held.has(lease))',
      'filter(({ lease }) => held ?? lease)',
    ],
    [
      'an attempt that may not begin is told it may',
      'accepted.filter((operation) => !refused.has(operation))',
      'accepted',
    ],
    [
      'a run that the batch settles begins as well',
      'begun.filter(({ seq }) => !settledRuns.has(seq))',
      'begun',
    ],
    [
      'storage is written for outcomes that were not',
      'await settleRuns(transaction, settled));',
      '(await settleRuns(transaction, settled), settled));',
    ],
  ]),
  ...mutantsOf(`${runs}/begin.ts`, writing, [
    ['attempts of paused integrations begin', "and not ${isPaused(sql.ref('r.integration_id'))}", ''],
    ['a beginning leaves no trace', 'begun_at = now(), begun_by', 'begun_by'],
  ]),
  ...mutantsOf(
    `${runs}/due.ts`,
    [`${runs}/due.test.ts`, 'packages/ledger/src/lanes/find-due.test.ts'],
    [
      ['runs of paused integrations are due', 'where not ${isPaused(sql`${integrationOfLane(lane)}`)}', ''],
      ['a portion has no bound in bytes', 'where r.bytes_before < ${portion.bytes}', ''],
      [
        'a retry does not wait for its time',
        "due_at > '-infinity' and due_at <= now()",
        "due_at > '-infinity'",
      ],
      ['retries go before all other runs', 'order by r.place, r.is_fresh`', 'order by r.is_fresh, r.place`'],
    ],
  ),
  ...mutantsOf(
    `${runs}/cancel.ts`,
    [`${runs}/cancel.test.ts`],
    [
      ['an attempt under way is cancelled', "if (begun.includes(id)) return 'begun';", ''],
      ['a busy lane is fenced', "if (begun.length > 0) return 'lane_busy';", ''],
      [
        'the holder of the lane may settle what was cancelled',
        'await fenceLanes(transaction, [waiting.lane]);',
        '',
      ],
      ['runs of other projects are cancelled', ".where('project_id', '=', project)", ''],
    ],
  ),
  ...mutantsOf(
    'services/worker/src/runs/settler.ts',
    ['services/worker/src/runs/settler.test.ts', 'services/worker/src/runs/settler-backlog.test.ts'],
    [
      [
        'an outcome is given up while the ledger is away',
        'if (aborting.aborted) throw fault;',
        'throw fault;',
      ],
      [
        'a refused outcome takes its batch with it',
        'if (operations.length === 1 && first !== undefined)',
        'if (first !== undefined)',
      ],
      [
        'an outcome that is refused blocks its lane',
        'events.outcomeRefused(settlement.run.id, fault);',
        'throw fault;',
      ],
      ['the settler is never full', 'return weightWaiting > FULL_WEIGHT;', 'return false;'],
      ['a settler that was full stays full', '.finally(() => (weightWaiting -= weight))', ''],
      ['the storage of an outcome weighs nothing', '500 + stored + said', '500 + said'],
    ],
  ),
] as const;
