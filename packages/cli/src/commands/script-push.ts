import { Option } from 'commander';
import type { ScriptVersion } from '../api/entities.ts';
import { chooseProject } from '../choose-project.ts';
import { defineCommand } from '../command.ts';
import { Failure } from '../failure.ts';
import { chooseIntegration } from '../integrations/choose-integration.ts';
import { readScriptFile } from '../integrations/field-readers.ts';
import { rejectInvalid } from '../integrations/invalid-integration.ts';
import {
  noteVersion,
  versionOptions,
  versionRequest,
  type VersionOptions,
} from '../integrations/version-options.ts';
import { printDiff } from '../versions/print-diff.ts';
import { versionLabel } from '../versions/read-version.ts';

interface Options extends VersionOptions {
  readonly integration?: string;
  readonly dryRun?: true;
}

/** `script:push` */
export const scriptPush = defineCommand<Options>({
  name: 'script:push',
  summary: 'Makes a file the next version of a script',
  details:
    'Shows what changes, as a unified diff. Does nothing, with exit code 0, where the current version has the same ' +
    'source.',
  arguments: { '<file>': 'the script, - for standard input' },
  options: [
    new Option('--integration <name>', 'the integration, by its name or its id'),
    new Option('--dry-run', 'only show what would change'),
    ...versionOptions,
  ],
  async run(session, { args: [file = ''], options }) {
    if (options.integration === undefined) throw new Failure('--integration is required');
    const source = await readScriptFile(file);
    const project = await chooseProject(session);
    const integration = await chooseIntegration(session, project, options.integration);
    const { id, name, script: current, script_version: before = 0 } = integration;
    if (typeof current !== 'string') throw new Failure(`The integration ${name} has no script.`);
    const older = { label: versionLabel(name, before), source: current };
    const isChange = printDiff(session.terminal, older, { label: file, source });
    if (options.dryRun === true) {
      const text = isChange
        ? `Version ${before + 1} would be made`
        : `Nothing to do: version ${before} is the same`;
      return session.terminal.note(text);
    }
    const body = { source, ...versionRequest(options) };
    const version = await project.api
      .send<ScriptVersion>('POST', ['integrations', id, 'versions'], body)
      .catch(rejectInvalid('The script is invalid.'));
    noteVersion(session.terminal, name, before, version);
  },
});
