import { toTimestampOrNull } from '@upshot/shared/timestamp';
import { chooseRuns, repeatableOutcomes, searchedFor } from '@upshot/trial/history/choose-runs';
import { comparedParts } from '@upshot/trial/history/compare-history';
import { checkSource } from '@upshot/trial/check-source';
import type { Api } from '../api/api.ts';
import type { Run } from '../api/entities.ts';
import { chooseProject } from '../choose-project.ts';
import { exitCodes, Failure } from '../failure.ts';
import { chooseIntegration } from '../integrations/choose-integration.ts';
import { readScript, type ScriptFile } from '../script/read-script.ts';
import type { Session } from '../session.ts';
import { compareOnServer } from './compare-on-server.ts';
import { comparePast, type Compared } from './compare-run.ts';
import { isTooDifferent, type HistoryOptions } from './history-options.ts';
import { inOrder } from './in-order.ts';
import { renderComparison } from './render-comparison.ts';

const PAGE = 100;

/** Runs a script on what an integration answered, and prints what it does otherwise. Tells whether that is too much. */
export async function compareWithHistory(
  session: Session,
  named: readonly string[],
  options: HistoryOptions & { readonly jobs: number },
): Promise<boolean> {
  const [file, ...others] = named;
  if (file === undefined || others.length > 0) throw new Failure('--integration takes one script.');
  requireKnownParts(options.ignore ?? []);
  const script = await readScript(file);
  const mistake = checkSource(script.source, script.file);
  if (mistake !== undefined) throw new Failure(mistake, exitCodes.syntax);
  const project = await chooseProject(session);
  const { id, name, type } = await chooseIntegration(session, project, options.integration);
  if (type !== 'script') throw new Failure(`The integration ${name} has no script.`);
  const { api } = project;
  const compared =
    options.onServer === true
      ? await compareOnServer(api, { integration: id, source: script.source, options })
      : await compareHere(api, { integration: id, script, options });
  if (compared.length === 0) throw new Failure('No runs found');
  session.terminal.output(renderComparison(name, compared));
  return isTooDifferent(compared, options.failOn);
}

interface Here {
  readonly integration: string;
  readonly script: ScriptFile;
  readonly options: HistoryOptions & { readonly jobs: number };
}

async function compareHere(api: Api, { integration, script, options }: Here): Promise<readonly Compared[]> {
  const runs = chooseRuns(await readRuns(api, integration, options), options.last ?? PAGE);
  if (runs.length === 0) return [];
  const { openTrialSandbox } = await import('@upshot/trial/trial-sandbox');
  const sandbox = openTrialSandbox({}, options.jobs);
  const repetition = { sandbox, script, ignored: new Set(options.ignore), manner: { limits: {} } };
  const compared: Compared[] = [];
  try {
    const compare = (run: Run) => comparePast(api, repetition, run, options);
    for await (const item of inOrder(runs, options.jobs, compare)) compared.push(item);
  } finally {
    await sandbox.close();
  }
  return compared;
}

/** The newest finished runs, which a trial can repeat. */
async function readRuns(
  api: Api,
  integration: string,
  { last = PAGE, outcome = repeatableOutcomes, type, since, against }: HistoryOptions,
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
  const wanted = searchedFor(last);
  for await (const page of api.pages<Run>(['runs'], { ...query, count: PAGE })) {
    runs.push(...page);
    if (runs.length >= wanted) break;
  }
  return runs;
}

function requireKnownParts(ignored: readonly string[]): void {
  const unknown = ignored.find((part) => !comparedParts.some((known) => known === part));
  if (unknown === undefined) return;
  throw new Failure(`Invalid --ignore: ${unknown} (it must be one of ${comparedParts.join(', ')})`);
}
