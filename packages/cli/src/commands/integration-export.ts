import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { didYouMean } from '@upshot/shared/nearest';
import { Option } from 'commander';
import type { ExportedIntegrations } from '../api/entities.ts';
import { chooseProject } from '../choose-project.ts';
import { defineCommand } from '../command.ts';
import type { FileTexts } from '../declared/write-declared.ts';
import { Failure } from '../failure.ts';
import { collectList } from '../input/parse-option.ts';
import { counted } from '../output/counted.ts';

interface Options {
  readonly output: string;
  readonly name?: readonly string[];
  readonly force?: true;
}

/** `integration:export` */
export const integrationExport = defineCommand<Options>({
  name: 'integration:export',
  summary: 'Writes the integrations of a project into files',
  details:
    'Writes upshot.yaml, and for each integration integrations/<name>.yaml and its script. Applied, they change ' +
    'nothing. Secrets are not written: the files name variables of the environment.',
  options: [
    new Option('-o, --output <folder>', 'where to write').default('.'),
    new Option('--name <names>', 'only these').argParser(collectList),
    new Option('--force', 'overwrite files that are different'),
  ],
  async run(session, { options: { output, name: names, force } }) {
    const project = await chooseProject(session);
    const { integrations } = await project.api.get<ExportedIntegrations>(['export']);
    const known = integrations.map(({ name }) => name);
    const unknown = names?.find((name) => !known.includes(name));
    if (unknown !== undefined)
      throw new Failure(`The project has no integration ${unknown}${didYouMean(unknown, known)}`);
    const wanted = integrations.filter(({ name }) => names?.includes(name) ?? true);
    // Looking for TypeScript takes much to load.
    const { toFiles } = await import('../declared/write-declared.ts');
    const files = Object.entries(toFiles(project.id, wanted)).map(
      ([file, text]) => [path.join(output, file), text] as const,
    );
    const changed = files.filter(([file, text]) => !existsSync(file) || readFileSync(file, 'utf8') !== text);
    const taken = changed.find(([file]) => existsSync(file));
    if (taken !== undefined && force !== true)
      throw new Failure(`${taken[0]} exists and is different: --force overwrites it`);
    writeAll(Object.fromEntries(changed));
    for (const [file] of changed) session.terminal.note(`Wrote ${file}`, 'green');
    const same = files.length - changed.length;
    if (same > 0) session.terminal.note(counted(same, 'file is the same', 'files are the same'));
  },
});

function writeAll(files: FileTexts): void {
  try {
    for (const [file, text] of Object.entries(files)) {
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, text);
    }
  } catch (cause) {
    throw new Failure(`Cannot write: ${(cause as Error).message}`, 1, { cause });
  }
}
