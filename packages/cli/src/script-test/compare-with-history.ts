import { toTimestampOrNull } from '@upshot/shared/timestamp';
import { chooseRuns } from '@upshot/trial/history/choose-runs';
import { comparedParts } from '@upshot/trial/history/compare-history';
import { checkSource } from '@upshot/trial/check-source';
import type { Run } from '../api/entities.ts';
import { chooseProject } from '../choose-project.ts';
import { exitCodes, Failure } from '../failure.ts';
import { chooseIntegration } from '../integrations/choose-integration.ts';
import { readScript } from '../script/read-script.ts';
import type { Session } from '../session.ts';
import { compareRun, type Compared } from './compare-run.ts';
import type { HistoryOptions } from './history-options.ts';
import { inOrder } from './in-order.ts';
import { renderComparison } from './render-comparison.ts';

/** How a run ended that a trial can repeat. */
const REPEATABLE = ['succeeded', 'failed', 'timed_out', 'out_of_memory'];

const PAGE = 100;
/** So many runs are looked at, at most, to find rare kinds among them. */
const SEARCHED = 1000;

/** Runs a script on what an integration answered, and prints what it does otherwise. Tells whether that is too much. */
export async function compareWithHistory(
  session: Session,
  named: readonly string[],
  options: HistoryOptions & { readonly jobs: number },
): Promise<boolean> {
  const [file, ...others] = named;
  if (file === undefined || others.length > 0) throw new Failure('--integration takes one script.');
  const ignored = readIgnored(options.ignore ?? []);
  const script = await readScript(file);
  const mistake = checkSource(script.source, script.file);
  if (mistake !== undefined) throw new Failure(mistake, exitCodes.syntax);
  const project = await chooseProject(session);
  const integration = await chooseIntegration(session, project, options.integration);
  if (integration.type !== 'script') throw new Failure(`The integration ${integration.name} has no script.`);
  const runs = chooseRuns(await readRuns(project.api, integration.id, options), options.last ?? PAGE);
  if (runs.length === 0) throw new Failure('No runs found');
  const { openTrialSandbox } = await import('@upshot/trial/trial-sandbox');
  const sandbox = openTrialSandbox({}, options.jobs);
  const compared: Compared[] = [];
  try {
    const tools = { api: project.api, sandbox, script, options, ignored };
    for await (const item of inOrder(runs, options.jobs, (run) => compareRun(tools, run)))
      compared.push(item);
  } finally {
    await sandbox.close();
  }
  session.terminal.output(renderComparison(integration.name, compared));
  const failing = options.failOn === 'changed' ? ['broken', 'changed'] : ['broken'];
  return compared.some(({ verdict }) => failing.includes(verdict));
}

type Api = Awaited<ReturnType<typeof chooseProject>>['api'];

/** The newest finished runs, which a trial can repeat. */
async function readRuns(
  api: Api,
  integration: string,
  { last = PAGE, outcome = REPEATABLE, type, since, against }: HistoryOptions,
): Promise<readonly Run[]> {
  const runs: Run[] = [];
  const query = {
    integration,
    outcome,
    type,
    version: against,
    from: toTimestampOrNull(since) ?? undefined,
    state: 'finished',
  };
  const wanted = Math.min(SEARCHED, last * 10);
  for await (const page of api.pages<Run>(['runs'], { ...query, count: PAGE })) {
    runs.push(...page);
    if (runs.length >= wanted) break;
  }
  return runs;
}

function readIgnored(ignored: readonly string[]): ReadonlySet<string> {
  const unknown = ignored.find((part) => !comparedParts.some((known) => known === part));
  if (unknown === undefined) return new Set(ignored);
  throw new Failure(`Invalid --ignore: ${unknown} (it must be one of ${comparedParts.join(', ')})`);
}
