import { Option } from 'commander';
import type { Integration } from '../api/entities.ts';
import { chooseProject } from '../choose-project.ts';
import { defineCommand } from '../command.ts';
import { Failure } from '../failure.ts';
import { summarize } from '../integrations/summarize.ts';
import { printTable } from '../output/print-table.ts';
import { tableOptions, type TableOptions } from '../output/table-options.ts';
import type { Column } from '../output/table.ts';

/** What is wrong with them, and how their last run ended, is shown without being asked for where it is so of one. */
const columnsFor = (rows: readonly Integration[]): readonly Column<Integration>[] => [
  { id: 'id', header: 'ID', value: ({ id }) => id, isWhole: true },
  { id: 'name', header: 'Name', value: ({ name }) => name, isWhole: true },
  { id: 'type', header: 'Type', value: ({ type }) => type },
  { id: 'summary', header: 'Summary', value: summarize },
  {
    id: 'paused',
    header: 'Paused',
    value: pauseOf,
    isExtra: rows.every((row) => pauseOf(row) === undefined),
  },
  {
    id: 'paused_at',
    header: 'Paused at',
    value: (integration) => integration.paused_at,
    isDate: true,
    isExtra: true,
  },
  {
    id: 'last_outcome',
    header: 'Last outcome',
    value: (integration) => integration.last_outcome,
    dropOrder: 1,
    isExtra: rows.every((row) => typeof row.last_outcome !== 'string'),
  },
  {
    id: 'failing_since',
    header: 'Failing since',
    value: (integration) => integration.failing_since,
    isDate: true,
    dropOrder: 2,
    isExtra: rows.every((row) => typeof row.failing_since !== 'string'),
  },
  { id: 'events', header: 'Events', value: (integration) => integration['events'], isExtra: true },
  { id: 'states', header: 'States', value: (integration) => integration['states'], isExtra: true },
  {
    id: 'environments',
    header: 'Environments',
    value: (integration) => integration['environments'],
    isExtra: true,
  },
];

/** `integration:list` */
export const integrationList = defineCommand<TableOptions & { readonly type?: string }>({
  name: 'integration:list',
  summary: 'Lists the integrations of a project',
  options: [new Option('-t, --type <type>', 'only integrations of this type'), ...tableOptions],
  async run(session, { options }) {
    const { terminal } = session;
    const project = await chooseProject(session);
    const all = await project.api.get<Integration[]>(['integrations']);
    const rows = all.filter(({ type }) => options.type === undefined || type === options.type);
    if (rows.length === 0) throw new Failure('No integrations found');
    if (options.format === 'table') terminal.note(`Integrations of the project ${project.id}:`);
    await printTable(terminal, { columns: columnsFor(rows), rows }, options);
    if (options.format === 'table') terminal.note(hints);
  },
});

const hints = `
View an integration with: upshot integration:get <name>
Add one with: upshot integration:add
Delete one with: upshot integration:delete <name>`;

function pauseOf({ paused_at: at, paused_reason: reason }: Integration): string | undefined {
  return typeof at === 'string' ? (reason ?? 'yes') : undefined;
}
