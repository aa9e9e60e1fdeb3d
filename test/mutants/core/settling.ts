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
      'a lost lease is good for settling',
      'on held.id = asked.lane and held.epoch = asked.fencing_token',
      'on held.id = asked.lane',
    ],
    [
      'a settlement that was refused is taken for written',
      'tokens.get(lease.lane) === lease.fencingToken',
      'tokens.has(lease.lane)',
    ],
  ]),
  ...mutantsOf(`${runs}/write-operations.ts`, writing, [
    [
      'an attempt that may not begin is told it may',
      '[...settled, ...begun, ...begins.filter(isOver)]',
      '[...settled, ...begins]',
    ],
    ['a run that the batch settles begins as well', 'begins.filter((begin) => !isOver(begin)),', 'begins,'],
    [
      'a lost lease is told it may begin a run that the batch settles',
      'tokens.get(seq) === lease.fencingToken',
      'tokens.has(seq) || lease === undefined',
    ],
  ]),
  ...mutantsOf(`${runs}/begin.ts`, writing, [
    ['attempts of paused integrations begin', "and not ${isPaused(sql.ref('r.integration_id'))}", ''],
    ['a beginning leaves no trace', 'begun_at = now(), begun_by', 'begun_by'],
    [
      'a lost lease is good for beginning',
      'on held.id = asked.lane and held.epoch = asked.fencing_token',
      'on held.id = asked.lane',
    ],
  ]),
  ...mutantsOf(
    `${runs}/begin.ts`,
    ['packages/ledger/src/replays/cancel.test.ts'],
    [['attempts of cancelled replays begin', "and not ${isCancelled(sql.ref('r.replay_id'))}", '']],
  ),
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
    'services/worker/src/runs/gathering.ts',
    ['services/worker/src/runs/gathering.test.ts'],
    [
      ['a run that is alone waits', 'return this.#coming === 0 || ', 'return '],
      ['a beginning waits for others', '|| this.#isUrgent ||', '||'],
      [
        'operations wait for ever',
        'const timer = setTimeout(resolve, MAX_WAIT_MS);',
        'const timer = undefined;',
      ],
      ['settlements never gather', 'if (!this.#isDone) {', 'if (this.#coming < 0) {'],
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
