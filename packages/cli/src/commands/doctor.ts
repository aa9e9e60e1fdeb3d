import { ApiFailure } from '../api/api-failure.ts';
import type { Diagnosis } from '../api/entities.ts';
import description from '../../package.json' with { type: 'json' };
import { defineCommand } from '../command.ts';
import { examine } from '../doctor/examine.ts';
import { ok, problem, type Finding } from '../doctor/finding.ts';
import { Failure } from '../failure.ts';
import { printTable } from '../output/print-table.ts';
import { tableOptions, type TableOptions } from '../output/table-options.ts';
import type { Column } from '../output/table.ts';
import type { Session } from '../session.ts';

const columns: readonly Column<Finding>[] = [
  { id: 'check', header: 'Check', value: ({ check }) => check, isWhole: true },
  { id: 'state', header: 'State', value: ({ state }) => state, isWhole: true },
  { id: 'finding', header: 'Finding', value: ({ finding }) => finding },
  { id: 'advice', header: 'What to do', value: ({ advice }) => advice },
];

const marks = { ok: '✓', warning: '!', problem: '✗', unknown: '?' };

/** `doctor` */
export const doctor = defineCommand<TableOptions>({
  name: 'doctor',
  summary: 'Checks the client, the server and its workers, and says what to do',
  details:
    'Each line is "✓", or "!" (may be intended), "✗" (a problem) or "?" (cannot be told) with what to do below. ' +
    'Some checks need an admin token for every project. Exit code 1 when there is a problem.',
  options: tableOptions,
  async run(session, { options }) {
    const rows = await findAll(session);
    if (options.format === 'table' && options.columns === undefined) session.terminal.data(render(rows));
    else await printTable(session.terminal, { columns, rows }, options);
    const problems = rows.filter(({ state }) => state === 'problem').length;
    if (problems > 0) throw new Failure(`${problems} problem(s) found`);
  },
});

async function findAll({ api }: Session): Promise<readonly Finding[]> {
  const node = ok('Node.js', process.version);
  const askedAt = Date.now();
  try {
    const diagnosis = await api.get<Diagnosis>(['diagnosis']);
    const examined = { diagnosis, clientVersion: description.version, askedAt, answeredAt: Date.now() };
    return [node, ok('server', 'answers'), ...examine(examined)];
  } catch (failure) {
    if (!(failure instanceof Failure)) throw failure;
    return [node, describeFailure(failure)];
  }
}

function describeFailure(failure: Failure): Finding {
  if (failure instanceof ApiFailure && failure.status === 404) {
    return problem(
      'server',
      `does not know this check: it is older than this client, ${description.version}`,
      'Update the server, or use the client of its version.',
    );
  }
  const [first = '', ...more] = failure.message.split('\n');
  return problem('server', first, more.join(' ').trim() || adviceFor(failure));
}

function adviceFor({ exitCode }: Failure): string {
  return exitCode === 3
    ? 'Create a token: docs/cli.md, token:create. The first one is UPSHOT_ADMIN_TOKEN of ingest.'
    : 'Check that ingest runs and that UPSHOT_URL or --server names it.';
}

function render(rows: readonly Finding[]): string {
  const width = Math.max(...rows.map(({ check }) => check.length));
  return rows
    .map(({ check, state, finding, advice }) => {
      const line = `${marks[state]} ${check.padEnd(width)}  ${finding}\n`;
      return advice === undefined ? line : `${line}  ${' '.repeat(width)}  → ${advice}\n`;
    })
    .join('');
}
