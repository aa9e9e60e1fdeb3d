import { Option } from 'commander';
import { chooseProject } from '../choose-project.ts';
import { defineCommand } from '../command.ts';
import { exitCodes, Failure, silentFailure } from '../failure.ts';
import { integerFrom } from '../input/parse-option.ts';
import { chooseIntegration, integrationArgument } from '../integrations/choose-integration.ts';
import { readScriptFile } from '../integrations/field-readers.ts';
import { printDiff } from '../versions/print-diff.ts';
import { readVersion } from '../versions/read-version.ts';

interface Options {
  readonly from?: number;
  readonly to?: number;
  readonly file?: string;
}

/** `integration:diff` */
export const integrationDiff = defineCommand<Options>({
  name: 'integration:diff',
  summary: 'Compares two versions of a script, or a version with a file',
  details:
    'Without options, shows what the current version changed. With --file, shows what a push of the file would ' +
    'change. The exit code is 12 where the texts differ.',
  arguments: { '[id]': integrationArgument },
  options: [
    new Option(
      '--from <version>',
      'the older side (default: the version before the newer side; with --file, the current version)',
    ).argParser(integerFrom(1)),
    new Option('--to <version>', 'the newer side (default: the current version)')
      .argParser(integerFrom(1))
      .conflicts('file'),
    new Option('--file <file>', 'a file as the newer side, - for standard input'),
  ],
  async run(session, { args: [called], options }) {
    const { file } = options;
    const given = file === undefined ? undefined : { label: file, source: await readScriptFile(file) };
    const project = await chooseProject(session);
    const integration = await chooseIntegration(session, project, called);
    const { from, to } = chooseNumbers(integration, options);
    const newer = given ?? (await readVersion(project, integration, to));
    const older = await readVersion(project, integration, from);
    if (printDiff(session.terminal, older, newer)) throw silentFailure(exitCodes.different);
    session.terminal.note(`No difference: ${older.label} and ${newer.label} are the same`, 'green');
  },
});

function chooseNumbers(
  { name, script_version: current }: { readonly name: string; readonly script_version?: number },
  { from, to = current, file }: Options,
): { from: number; to: number } {
  if (current === undefined || to === undefined) throw new Failure(`The integration ${name} has no script.`);
  const number = from ?? (file === undefined ? to - 1 : current);
  if (number > 0) return { from: number, to };
  throw new Failure(
    `Version 1 of ${name} has none before it. --from names another version, --file compares with a file.`,
  );
}
