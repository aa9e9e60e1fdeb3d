import { claimLane } from '@upshot/ledger/lanes/lease';
import { readDueRuns } from '@upshot/ledger/runs/due';
import type { Settlement } from '@upshot/ledger/runs/settlement';
import { writeOperations } from '@upshot/ledger/runs/write-operations';
import { LONGEST_RETRY_MS } from '@upshot/shared/retry-schedule';
import { connectForTest } from './database.ts';
import { settlementOf } from './ledger.ts';

/**
 * Settles the pending runs of an integration as a worker would, without running anything: they succeed unless `over`
 * says otherwise. Returns their ids.
 */
export async function settleRuns(
  databaseUrl: string,
  integration: string,
  over: Partial<Settlement> = {},
): Promise<readonly string[]> {
  const database = connectForTest(databaseUrl, { maxConnections: 1 });
  try {
    const waiting = await database
      .selectFrom('pending_runs')
      .select('lane')
      .distinct()
      .where('integration_id', '=', integration)
      .execute();
    const settled: string[] = [];
    for (const { lane } of waiting) {
      const runs = await readDueRuns(database, lane, {
        runs: 1000,
        bytes: 1_000_000_000,
        longestRetryMs: LONGEST_RETRY_MS,
      });
      const lease = await claimLane(database, lane, 'test');
      const settlements = runs.map((run) => settlementOf(run, over));
      const operations = settlements.map((settlement) => ({ kind: 'settle' as const, lease, settlement }));
      await writeOperations(database, operations);
      settled.push(...runs.map(({ id }) => id));
    }
    return settled;
  } finally {
    await database.destroy();
  }
}
