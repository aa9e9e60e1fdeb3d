import type { Worker } from '../api/entities.ts';
import { defineCommand } from '../command.ts';
import { Failure } from '../failure.ts';
import { printTable } from '../output/print-table.ts';
import { tableOptions, type TableOptions } from '../output/table-options.ts';
import type { Column } from '../output/table.ts';

const columns: readonly Column<Worker>[] = [
  { id: 'id', header: 'ID', value: ({ id }) => id, isWhole: true },
  { id: 'state', header: 'State', value: ({ state }) => state },
  { id: 'version', header: 'Version', value: ({ version }) => version },
  { id: 'lanes', header: 'Lanes', value: ({ lanes }) => `${lanes.active ?? '?'} of ${lanes.total}` },
  { id: 'parked', header: 'Parked', value: ({ lanes }) => lanes.parked },
  { id: 'running', header: 'Running', value: ({ slots }) => slots.running },
  { id: 'blocked', header: 'Blocked', value: ({ slots }) => slots.blocked },
  { id: 'claimed', header: 'Last claim', value: (worker) => worker.claimed_at, isDate: true },
  { id: 'seen', header: 'Last report', value: (worker) => worker.seen_at, isDate: true },
  { id: 'started', header: 'Started', value: (worker) => worker.started_at, isDate: true, isExtra: true },
];

/** `worker:list` */
export const workerList = defineCommand<TableOptions>({
  name: 'worker:list',
  summary: 'Lists workers, and what they do',
  details:
    'Lanes: how many a worker works on, of how many at most. Parked: lanes that wait because their project has its ' +
    'share of the worker. Running and blocked: scripts that compute, and that wait for a host function.',
  options: tableOptions,
  async run({ api, terminal }, { options }) {
    const rows = await api.get<Worker[]>(['workers']);
    if (rows.length === 0) throw new Failure('No workers found');
    await printTable(terminal, { columns, rows }, options);
  },
});
