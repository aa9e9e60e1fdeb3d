import { Option } from 'commander';
import type { Applied } from '../api/entities.ts';
import { chooseProject, type ProjectApi } from '../choose-project.ts';
import { defineCommand } from '../command.ts';
import { compareScripts, countLines } from '../declared/compare-scripts.ts';
import { printPlan } from '../declared/print-plan.ts';
import type { Declaration } from '../declared/read-declaration.ts';
import { exitCodes, silentFailure } from '../failure.ts';
import { collectList, integerFrom } from '../input/parse-option.ts';
import { rejectInvalid } from '../integrations/invalid-integration.ts';
import type { Terminal } from '../terminal.ts';
import { printDiffLines } from '../versions/print-diff.ts';

interface Options {
  readonly file: string;
  readonly dryRun?: true;
  readonly prune?: true;
  readonly only?: readonly string[];
  readonly message?: string;
  readonly ifRevision?: number;
  readonly set?: string;
  readonly secrets: boolean;
  readonly diff?: true;
  readonly json?: true;
}

/** `integration:apply` */
export const integrationApply = defineCommand<Options>({
  name: 'integration:apply',
  summary: 'Makes the integrations of a project what files say',
  details:
    'Shows what would change, and asks. Everything is done, or nothing; applying the same again changes nothing. ' +
    'Integrations that no file names stay. With --dry-run the exit code is 12 where something would change.',
  options: [
    new Option('-f, --file <path>', 'a file, or a folder with integrations/*.yaml or *.yaml').default('.'),
    new Option('--dry-run', 'only show what would change'),
    new Option('--prune', 'delete what an earlier apply of the set made, and no file names now'),
    new Option('--only <names>', 'only these of the files').argParser(collectList).conflicts('prune'),
    new Option('-m, --message <text>', 'why, for people: with new versions of scripts, and pauses'),
    new Option('--if-revision <number>', 'only while this is the revision of the project').argParser(
      integerFrom(1),
    ),
    new Option(
      '--set <name>',
      'what the files together are called (default: that of upshot.yaml, or "default")',
    ),
    new Option('--no-secrets', 'leave secrets as they are: their values are not read'),
    new Option('--diff', 'show how scripts change'),
    new Option('--json', "print the server's answer"),
  ],
  async run(session, { options }) {
    const { readDeclaration } = await import('../declared/read-declaration.ts');
    const declaration = await readDeclaration(options.file, {
      only: options.only,
      withSecrets: options.secrets,
      environment: process.env,
    });
    const { project: id = declaration.project } = session;
    const project = await chooseProject({ ...session, project: id });
    const send = createSender(project, declaration, options);
    const planned = await send({ dry_run: true });
    const isDryRun = options.dryRun === true;
    if (options.json === undefined) await show(session.terminal, planned, { project, declaration, options });
    else if (isDryRun) printJson(session.terminal, planned);
    const isChange = planned.changes.length > 0;
    if (isDryRun && isChange) throw silentFailure(exitCodes.different);
    if (isDryRun) return;
    if (isChange) await session.prompts.confirm('Apply?');
    const answer = isChange ? await send({ if_revision: planned.revision }) : planned;
    if (options.json !== undefined) printJson(session.terminal, answer);
    const text = isChange ? `Applied: the revision is ${answer.revision}` : 'No changes';
    session.terminal.note(text, 'green');
  },
});

function printJson(terminal: Terminal, answer: Applied): void {
  terminal.data(`${JSON.stringify(answer, undefined, 2)}\n`);
}

function createSender({ api }: ProjectApi, { bodies, places, set }: Declaration, options: Options) {
  const body = {
    prune: options.prune,
    set: options.set ?? set,
    message: options.message,
    if_revision: options.ifRevision,
    integrations: bodies,
  };
  const rename = (finding: string) =>
    finding.replaceAll(/integrations\[(\d+)\](\.)?/g, (text, index: string, dot?: string) => {
      const place = places[Number(index)];
      return place === undefined ? text : `${place}${dot === undefined ? '' : ': '}`;
    });
  return async (more: object) =>
    await api
      .send<Applied>('POST', ['apply'], { ...body, ...more })
      .catch(rejectInvalid('The integrations are invalid.', rename));
}

interface Shown {
  readonly project: ProjectApi;
  readonly declaration: Declaration;
  readonly options: Options;
}

async function show(
  terminal: Terminal,
  plan: Applied,
  { project, declaration, options }: Shown,
): Promise<void> {
  const diffs = await compareScripts(project, plan, declaration.bodies);
  const lines = new Map(diffs.map((diff) => [diff.name, countLines(diff)]));
  const title = `Plan for project ${project.id} at revision ${plan.revision}`;
  // With --only, what other files name is not known here.
  const prunable = options.only === undefined ? plan.prunable : [];
  printPlan(terminal, { ...plan, prunable }, { title, lines });
  if (options.diff === true) for (const diff of diffs) printDiffLines(terminal, diff.lines);
  for (const warning of plan.warnings) terminal.note(`Warning: ${warning}`, 'yellow');
}
