import type { Fault } from '../inject.ts';
import type { Edit } from './edit.ts';

/** An edit that breaks a promise, and the faults under which it does. */
export interface Mutant extends Edit {
  readonly faults: readonly Fault[];
  /** Under how much it shows, where that is not what is usual. */
  readonly load?: { readonly perSecond: number; readonly pauseMs: number };
  /** One of the promises that it must be seen to break. */
  readonly breaks: RegExp;
}

export const mutants: readonly Mutant[] = [
  {
    name: 'ingest acknowledges before the commit',
    file: '/services/ingest/src/activities/recorder.ts',
    code: 'const written = await recordActivities(database, plans, projects);',
    instead: `setTimeout(() => void recordActivities(database, plans, projects).catch(() => undefined), 200);
      const written = new Set(plans) as Awaited<ReturnType<typeof recordActivities>>;`,
    faults: ['kill an ingest'],
    breaks: /^acknowledged and not recorded/,
  },
  {
    name: 'a worker settles without checking the fencing token',
    file: '/packages/ledger/src/runs/settle.ts',
    code: 'on held.id = asked.lane and held.epoch = asked.fencing_token',
    instead: 'on held.id = asked.lane',
    faults: ['freeze a worker until its lane is claimed'],
    load: { perSecond: 40, pauseMs: 200 },
    breaks: /^(attempts with gaps or twice|a counter that is not exact|a delivery accepted twice)/,
  },
  {
    name: 'nobody searches the ledger for due runs',
    file: '/packages/ledger/src/lanes/find-due.ts',
    code: 'limit ${max}`',
    instead: 'limit 0`',
    faults: ['kill Redis with its data'],
    breaks: /^no final outcome/,
  },
  {
    name: 'an attempt begins without a trace',
    file: '/services/worker/src/runs/attempt-run.ts',
    code: 'return () => (begun ??= begin());',
    instead: 'return () => (begun ??= Promise.resolve(void begin));',
    faults: ['kill a worker'],
    breaks: /^a delivery accepted twice without a death in between/,
  },
  {
    name: 'storage is committed before the outcome',
    file: '/packages/ledger/src/runs/write-operations.ts',
    code: '  if (shared.length === 0) return await settleRuns(database, operations);',
    instead: `  for (const { settlement } of operations) {
      const { storage, run } = settlement;
      for (const [key, value] of storage?.values ?? []) {
        if (value === null) continue;
        const row = { integration_id: run.integrationId, key, value };
        await database.insertInto('storage').values(row)
          .onConflict((conflict) => conflict.columns(['integration_id', 'key']).doUpdateSet({ value })).execute();
      }
    }
    await new Promise((resolve) => setTimeout(resolve, 1000));
    if (shared.length === 0) return await settleRuns(database, operations);`,
    faults: ['kill a worker'],
    breaks: /^a counter that is not exact/,
  },
  {
    name: 'a worker gives up outcomes when the disk of the ledger is full',
    file: '/packages/ledger/src/sqlstate.ts',
    code: '/^(22|23|54)/',
    instead: '/^(22|23|53|54)/',
    faults: ['fill the disk of PostgreSQL'],
    breaks: /^(a script that did not succeed|an attempt cut short although no worker was)/,
  },
  {
    name: 'a worker counts the time of a retry from its own clock',
    file: '/packages/ledger/src/runs/settle.ts',
    code: 'due_at = case when e.retry_after_ms > 0 then now() +',
    instead: 'due_at = case when e.retry_after_ms > 0 then ${new Date().toISOString()}::timestamptz +',
    faults: ['jump the clock of a worker'],
    breaks: /^no final outcome/,
  },
];
