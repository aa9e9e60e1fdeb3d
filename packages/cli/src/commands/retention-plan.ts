import { defineCommand } from '../command.ts';
import { tableOptions, type TableOptions } from '../output/table-options.ts';
import { carryOutRetention } from '../retention/carry-out-retention.ts';

const WAIT_MS = 60_000;

/** `retention:plan` */
export const retentionPlan = defineCommand<TableOptions>({
  name: 'retention:plan',
  summary: 'Shows what the next removal of expired data would remove',
  details: 'A worker makes the plan, since workers know for how long data is kept. Nothing is removed.',
  options: tableOptions,
  run: (session, { options }) => carryOutRetention(session, { isDryRun: true, waitMs: WAIT_MS }, options),
});
