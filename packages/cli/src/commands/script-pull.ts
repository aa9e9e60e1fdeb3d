import { writeFileSync } from 'node:fs';
import { Option } from 'commander';
import type { ScriptVersionWithSource } from '../api/entities.ts';
import { chooseProject } from '../choose-project.ts';
import { defineCommand } from '../command.ts';
import { Failure } from '../failure.ts';
import { integerFrom } from '../input/parse-option.ts';
import { chooseIntegration } from '../integrations/choose-integration.ts';

interface Options {
  readonly integration?: string;
  readonly at?: number;
  readonly output?: string;
  readonly force?: true;
}

/** `script:pull` */
export const scriptPull = defineCommand<Options>({
  name: 'script:pull',
  summary: 'Prints a version of a script, or writes it into a file',
  options: [
    new Option('--integration <name>', 'the integration, by its name or its id'),
    new Option('--at <version>', 'the version (default: the current one)').argParser(integerFrom(1)),
    new Option('-o, --output <file>', 'where to write it (default: standard output)'),
    new Option('--force', 'overwrite the file'),
  ],
  async run(session, { options: { integration: called, at, output, force } }) {
    if (called === undefined) throw new Failure('--integration is required');
    const project = await chooseProject(session);
    const { id, name, script_version: current } = await chooseIntegration(session, project, called);
    if (current === undefined) throw new Failure(`The integration ${name} has no script.`);
    const path = ['integrations', id, 'versions', String(at ?? current)];
    const { source } = await project.api.get<ScriptVersionWithSource>(path);
    if (output === undefined) return session.terminal.data(source);
    writeFile(output, source, force === true);
    session.terminal.note(`Wrote version ${at ?? current} of ${name} to ${output}`, 'green');
  },
});

function writeFile(file: string, source: string, overwrites: boolean): void {
  try {
    writeFileSync(file, source, { flag: overwrites ? 'w' : 'wx' });
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    const text = code === 'EEXIST' ? `${file} exists: --force overwrites it` : `Cannot write: ${message}`;
    throw new Failure(text, 1, { cause });
  }
}
