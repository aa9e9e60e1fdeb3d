import type { LintContext, LintProblem } from '@upshot/trial/lint/lint-script';
import { Option } from 'commander';
import { defineCommand } from '../command.ts';
import { exitCodes, Failure, silentFailure } from '../failure.ts';
import { integerFrom } from '../input/parse-option.ts';
import { counted } from '../output/counted.ts';
import { findScripts } from '../script/find-scripts.ts';
import { readScript } from '../script/read-script.ts';

interface Options {
  readonly concurrency: number;
  readonly json?: true;
}

type FileProblem = LintProblem & { readonly file: string };

/** `script:lint` */
export const scriptLint = defineCommand<Options>({
  name: 'script:lint',
  summary: 'Looks scripts over without running them',
  details:
    'Prints file:line:column, what is wrong, and the rule. The exit code is 14 where there is an error; warnings do ' +
    'not change it. A comment "upshot-disable-next-line <rule>" silences a rule.',
  arguments: { '<file...>': 'the scripts, or folders with them; - for standard input' },
  options: [
    new Option('--concurrency <number>', 'how many runs of the script may be under way at once')
      .argParser(integerFrom(1))
      .default(1),
    new Option('--json', 'print the problems as JSON'),
  ],
  async run({ terminal }, { args, options: { concurrency, json } }) {
    const { lintScript } = await import('@upshot/trial/lint/lint-script');
    const { excerptOf } = await import('@upshot/trial/excerpt');
    const context = await readContext(concurrency);
    const problems: FileProblem[] = [];
    for (const file of await findScripts(args.flatMap((name) => name ?? []))) {
      const { source } = await readScript(file);
      for (const problem of lintScript(source, context)) {
        problems.push({ file, ...problem });
        if (json !== true)
          terminal.output(`${describe(file, problem)}\n${excerptOf(source, problem) ?? ''}\n\n`);
      }
    }
    if (json === true) terminal.data(`${JSON.stringify(problems, undefined, 2)}\n`);
    const errors = problems.filter(({ severity }) => severity === 'error').length;
    const sum = `${counted(errors, 'error', 'errors')}, ${counted(problems.length - errors, 'warning', 'warnings')}`;
    if (problems.length > 0) terminal.note(sum, errors > 0 ? 'red' : 'green');
    if (errors > 0) throw silentFailure(exitCodes.syntax);
  },
});

function describe(file: string, { line, column, severity, message, rule }: LintProblem): string {
  return `${file}:${line}:${column}  ${severity}: ${message}  (${rule})`;
}

async function readContext(concurrency: number): Promise<LintContext> {
  const { eventTypeNames } = await import('@upshot/event-types/catalogue');
  const { schemaOf } = await import('@upshot/event-types/activity-schema');
  const [first] = eventTypeNames;
  if (first === undefined) throw new Failure('The catalogue of event types is empty.');
  return { eventTypes: eventTypeNames, activityFields: Object.keys(schemaOf(first).properties), concurrency };
}
