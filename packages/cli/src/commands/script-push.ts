import { Option } from 'commander';
import type { Api } from '../api/api.ts';
import type { Comparison, Integration, ScriptVersion } from '../api/entities.ts';
import { chooseProject } from '../choose-project.ts';
import { defineCommand } from '../command.ts';
import { exitCodes, Failure, silentFailure } from '../failure.ts';
import { integerFrom } from '../input/parse-option.ts';
import { chooseIntegration } from '../integrations/choose-integration.ts';
import { readScriptFile } from '../integrations/field-readers.ts';
import { rejectInvalid } from '../integrations/invalid-integration.ts';
import {
  noteVersion,
  versionOptions,
  versionRequest,
  type VersionOptions,
} from '../integrations/version-options.ts';
import { compareOnServer } from '../script-test/compare-on-server.ts';
import { failOnOption, isTooDifferent, type HistoryOptions } from '../script-test/history-options.ts';
import { renderComparison } from '../script-test/render-comparison.ts';
import type { Session } from '../session.ts';
import { printDiff } from '../versions/print-diff.ts';
import { versionLabel } from '../versions/read-version.ts';

interface Options extends VersionOptions {
  readonly integration?: string;
  readonly dryRun?: true;
  readonly test?: number;
  readonly shadow?: number;
  readonly promoteIfSame?: true;
  readonly failOn?: HistoryOptions['failOn'];
}

/** `script:push` */
export const scriptPush = defineCommand<Options>({
  name: 'script:push',
  summary: 'Makes a file the next version of a script',
  details:
    'Shows what changes, as a unified diff. Does nothing, with exit code 0, where the current version has the same ' +
    'source. With --test, the exit code is 12, and nothing is pushed, when a run that succeeded would fail.',
  arguments: { '<file>': 'the script, - for standard input' },
  options: [
    new Option('--integration <name>', 'the integration, by its name or its id'),
    new Option('--dry-run', 'only show what would change'),
    new Option('--test <n>', 'first compare it, on the server, with so many of the last runs').argParser(
      integerFrom(1, 200),
    ),
    failOnOption('with --test, what keeps it from being pushed'),
    new Option(
      '--shadow <n>',
      'make no version; run it beside the current one on so many runs that come',
    ).argParser(integerFrom(1, 200)),
    new Option('--promote-if-same', 'with --shadow, make it the next version when every run was the same'),
    ...versionOptions,
  ],
  async run(session, { args: [file = ''], options }) {
    if (options.integration === undefined) throw new Failure('--integration is required');
    if (options.promoteIfSame === true && options.shadow === undefined)
      throw new Failure('--promote-if-same takes --shadow, too');
    if (options.shadow !== undefined && options.ifVersion !== undefined)
      throw new Failure('--if-version cannot be used with --shadow, which makes no version');
    const source = await readScriptFile(file);
    const project = await chooseProject(session);
    const integration = await chooseIntegration(session, project, options.integration);
    const { id, name, script: current, script_version: before = 0 } = integration;
    if (typeof current !== 'string') throw new Failure(`The integration ${name} has no script.`);
    const older = { label: versionLabel(name, before), source: current };
    const isChange = printDiff(session.terminal, older, { label: file, source });
    if (isChange) await requireLikeHistory(session, project.api, { integration, source, options });
    if (options.dryRun === true) {
      const text = isChange
        ? `${options.shadow === undefined ? `Version ${before + 1}` : 'A shadow'} would be made`
        : `Nothing to do: version ${before} is the same`;
      return session.terminal.note(text);
    }
    if (options.shadow !== undefined && isChange)
      return await beginShadow(session, project.api, { integration, source, options });
    const body = { source, ...versionRequest(options) };
    const version = await project.api
      .send<ScriptVersion>('POST', ['integrations', id, 'versions'], body)
      .catch(rejectInvalid('The script is invalid.'));
    noteVersion(session.terminal, name, before, version);
  },
});

interface Tested {
  readonly integration: Pick<Integration, 'id' | 'name'>;
  readonly source: string;
  readonly options: Options;
}

/** Compares the source with history where that is asked for, and ends the command when it is too different. */
async function requireLikeHistory(
  { terminal }: Session,
  api: Api,
  { integration: { id, name }, source, options: { test: last, failOn } }: Tested,
): Promise<void> {
  if (last === undefined) return;
  const compared = await compareOnServer(api, { integration: id, source, options: { last } });
  if (compared.length === 0) return terminal.note(`${name} has no runs to compare with`);
  terminal.output(renderComparison(name, compared));
  if (!isTooDifferent(compared, failOn)) return;
  terminal.note('Nothing was pushed', 'red');
  throw silentFailure(exitCodes.different);
}

/** Has the source run beside the current version. */
async function beginShadow(
  { terminal }: Session,
  api: Api,
  { integration: { id, name }, source, options: { shadow: next, promoteIfSame, message } }: Tested,
): Promise<void> {
  const body = { source, next, promote_if_same: promoteIfSame, message };
  const path = ['integrations', id, 'comparisons'];
  const shadow = await api
    .send<Comparison>('POST', path, body)
    .catch(rejectInvalid('The script is invalid.'));
  terminal.note(`Shadow ${shadow.id}: the next ${shadow.total} runs of ${name} are compared`, 'green');
  terminal.note(`See what it finds with: upshot integration:shadow ${name}`);
}
