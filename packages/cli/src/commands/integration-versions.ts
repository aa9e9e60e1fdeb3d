import { Option } from 'commander';
import type { ScriptVersion } from '../api/entities.ts';
import { chooseProject } from '../choose-project.ts';
import { defineCommand } from '../command.ts';
import { integerFrom } from '../input/parse-option.ts';
import { chooseIntegration, integrationArgument } from '../integrations/choose-integration.ts';
import { printTable } from '../output/print-table.ts';
import { tableOptions, type TableOptions } from '../output/table-options.ts';
import type { Column } from '../output/table.ts';

const columns: readonly Column<ScriptVersion>[] = [
  {
    id: 'version',
    header: 'Version',
    value: ({ version, is_current }) => `${version}${is_current ? ' *' : ''}`,
  },
  { id: 'created', header: 'When', value: (version) => version.created_at, isDate: true },
  { id: 'by', header: 'By', value: (version) => version.created_by_name ?? version.created_by },
  { id: 'message', header: 'Message', value: messageOf },
  { id: 'runs', header: 'Runs', value: ({ runs }) => runs },
  {
    id: 'failed',
    header: 'Failed',
    value: ({ runs, failed }) => (runs === 0 ? '' : percentOf(failed, runs)),
  },
  { id: 'cpu_p95', header: 'CPU p95 (ms)', value: (version) => rounded(version.cpu_ms_p95), dropOrder: 1 },
  { id: 'sha256', header: 'SHA-256', value: ({ sha256 }) => sha256, isExtra: true },
  { id: 'bytes', header: 'Bytes', value: ({ bytes }) => bytes, isExtra: true },
];

interface Options extends TableOptions {
  readonly limit: number;
}

/** `integration:versions` */
export const integrationVersions = defineCommand<Options>({
  name: 'integration:versions',
  summary: 'Lists the versions of a script, the newest first',
  details:
    'The asterisk marks the current version. Runs are counted among the latest 10,000 of the integration.',
  arguments: { '[id]': integrationArgument },
  options: [
    new Option('--limit <number>', 'how many, at most 100').argParser(integerFrom(1, 100)).default(25),
    ...tableOptions,
  ],
  async run(session, { args: [called], options }) {
    const project = await chooseProject(session);
    const { id } = await chooseIntegration(session, project, called);
    const query = { count: options.limit };
    const rows = await project.api.get<ScriptVersion[]>(['integrations', id, 'versions'], query);
    await printTable(session.terminal, { columns, rows }, options);
  },
});

function messageOf({ message, rollback_of: former }: ScriptVersion): string {
  return message ?? (former === null ? '' : `roll back to ${former}`);
}

function percentOf(part: number, whole: number): string {
  return `${((100 * part) / whole).toFixed(1)} %`;
}

function rounded(value: number | null): number | null {
  return value === null ? null : Math.round(value);
}
