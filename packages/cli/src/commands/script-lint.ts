import type { LintContext, LintProblem } from '@upshot/trial/lint/lint-script';
import { Option } from 'commander';
import { defineCommand } from '../command.ts';
import { exitCodes, Failure, silentFailure } from '../failure.ts';
import { integerFrom } from '../input/parse-option.ts';
import { replaceText } from '../output/replace-text.ts';
import { counted } from '../output/counted.ts';
import { findScripts } from '../script/find-scripts.ts';
import { readScript } from '../script/read-script.ts';

interface Options {
  readonly concurrency: number;
  readonly fix?: true;
  readonly json?: true;
}

type FileProblem = Omit<LintProblem, 'fix'> & { readonly file: string; readonly is_fixed?: true };

/** `script:lint` */
export const scriptLint = defineCommand<Options>({
  name: 'script:lint',
  summary: 'Looks scripts over without running them',
  details:
    'Prints file:line:column, what is wrong, and the rule. The exit code is 14 where there is an error; warnings do ' +
    'not change it. A comment "upshot-disable-next-line <rule>" silences a rule. --fix changes in the files what ' +
    'can be fixed in one way only, where the script does the same; the rest is printed.',
  arguments: { '<file...>': 'the scripts, or folders with them; - for standard input' },
  options: [
    new Option('--concurrency <number>', 'how many runs of the script may be under way at once')
      .argParser(integerFrom(1))
      .default(1),
    new Option('--fix', 'fix what is safe to fix, in the files'),
    new Option('--json', 'print the problems as JSON'),
  ],
  async run({ terminal }, { args, options: { concurrency, fix, json } }) {
    const { lintScript } = await import('@upshot/trial/lint/lint-script');
    const { excerptOf } = await import('@upshot/trial/excerpt');
    const context = await readContext(concurrency);
    const problems: FileProblem[] = [];
    const fixed: FileProblem[] = [];
    const files = await findScripts(args.flatMap((name) => name ?? []));
    if (fix === true && files.includes('-'))
      throw new Failure('--fix changes files: standard input is none.');
    for (const file of files) {
      const given = await readScript(file);
      const { source, fixed: done } =
        fix === true ? await fixFile(file, given.source, context) : { ...given, fixed: [] };
      for (const { fix: _fix, ...problem } of done) {
        fixed.push({ file, ...problem, is_fixed: true });
        if (json !== true) terminal.output(`${describe(file, problem)}  fixed\n\n`);
      }
      for (const { fix: _fix, ...problem } of lintScript(source, context)) {
        problems.push({ file, ...problem });
        if (json !== true)
          terminal.output(`${describe(file, problem)}\n${excerptOf(source, problem) ?? ''}\n\n`);
      }
    }
    if (json === true) terminal.data(`${JSON.stringify([...fixed, ...problems], undefined, 2)}\n`);
    if (fixed.length > 0) terminal.note(`${counted(fixed.length, 'problem', 'problems')} fixed`, 'green');
    const errors = problems.filter(({ severity }) => severity === 'error').length;
    const sum = `${counted(errors, 'error', 'errors')}, ${counted(problems.length - errors, 'warning', 'warnings')}`;
    if (problems.length > 0) terminal.note(sum, errors > 0 ? 'red' : 'green');
    if (errors > 0) throw silentFailure(exitCodes.syntax);
  },
});

/** Fixes a file, and gives its text then. */
async function fixFile(file: string, source: string, context: LintContext) {
  const { fixScript } = await import('@upshot/trial/lint/fix-script');
  const result = fixScript(source, context);
  if (result.fixed.length > 0) replaceText(file, source, result.source);
  return result;
}

function describe(file: string, { line, column, severity, message, rule }: Omit<LintProblem, 'fix'>): string {
  return `${file}:${line}:${column}  ${severity}: ${message}  (${rule})`;
}

async function readContext(concurrency: number): Promise<LintContext> {
  const { eventTypeNames } = await import('@upshot/event-types/catalogue');
  const { schemaOf } = await import('@upshot/event-types/activity-schema');
  const [first] = eventTypeNames;
  if (first === undefined) throw new Failure('The catalogue of event types is empty.');
  return { eventTypes: eventTypeNames, activityFields: Object.keys(schemaOf(first).properties), concurrency };
}
