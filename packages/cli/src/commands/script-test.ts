import { Option } from 'commander';
import { defineCommand } from '../command.ts';
import { exitCodes, Failure, silentFailure } from '../failure.ts';
import { integerFrom } from '../input/parse-option.ts';
import { passDocumentFaults } from '../script/pass-document-faults.ts';
import { historyOptions, type HistoryOptions } from '../script-test/history-options.ts';
import { findTestFiles } from '../script-test/find-test-files.ts';
import { reporterNames, reporters, type ReporterName } from '../script-test/reporters.ts';
import { inOrder } from '../script-test/in-order.ts';
import type { TestResult } from '../script-test/run-test-file.ts';
import type { SnapshotFile } from '../script-test/snapshot-file.ts';
import type { Session } from '../session.ts';

interface Options extends HistoryOptions {
  readonly filter?: string;
  readonly update?: true;
  readonly bail?: true;
  readonly reporter: ReporterName;
  readonly jobs: number;
}

/** Each job takes a process of some 50 MB. */
const MAX_JOBS = 32;

/** `script:test` */
export const scriptTest = defineCommand<Options>({
  name: 'script:test',
  summary: 'Runs test files of scripts without a server, or a script on what happened',
  details:
    'Takes *.test.yaml files, scripts that have one beside them, and folders. ' +
    'The exit code is 12 when a test failed. With CI=true no snapshot is written. With --integration, a script is ' +
    'run on the last activities that the integration answered, and compared with what it did.',
  arguments: { '[files...]': 'test files, scripts or folders (default: this folder)' },
  options: [
    new Option('--filter <text>', 'only tests whose name contains this'),
    new Option('--update', 'write the snapshots anew'),
    new Option('--bail', 'end at the first test that fails'),
    new Option('--reporter <name>', 'how to print').choices([...reporterNames]).default('table'),
    new Option('--jobs <n>', 'how many run at once, each in a process of its own')
      .argParser(integerFrom(1, MAX_JOBS))
      .default(1),
    ...historyOptions,
  ],
  async run(session, { args, options }) {
    const named = args.filter((arg) => arg !== undefined);
    const isHistory = options.integration !== undefined;
    if (!isHistory && options.last !== undefined) throw new Failure('--last takes --integration, too');
    const test = isHistory ? testOnHistory : runTests;
    const hasFailed = await test(session, named, options).catch(passDocumentFaults);
    if (hasFailed) throw silentFailure(exitCodes.different);
  },
});

async function testOnHistory(session: Session, named: readonly string[], options: Options): Promise<boolean> {
  const { compareWithHistory } = await import('../script-test/compare-with-history.ts');
  return await compareWithHistory(session, named, options);
}

async function runTests({ terminal }: Session, named: readonly string[], options: Options): Promise<boolean> {
  const { openTrialSandbox } = await import('@upshot/trial/trial-sandbox');
  const sandbox = openTrialSandbox({}, options.jobs);
  try {
    const { findTests, runTest } = await import('../script-test/run-test-file.ts');
    const reporter = reporters[options.reporter];
    const results: TestResult[] = [];
    const isWanted = (name: string) => name.includes(options.filter ?? '');
    const found = findTests(await findTestFiles(named), { isWanted, snapshots: modeOf(options) });
    const opened = new Set<SnapshotFile>();
    terminal.output(reporter.begin);
    for await (const { snapshots, compare } of inOrder(found, options.jobs, (test) =>
      runTest(sandbox, test),
    )) {
      opened.add(snapshots);
      const result = compare();
      results.push(result);
      terminal.output(reporter.result(result, results.length));
      if (options.bail === true && result.differences.length > 0) break;
    }
    for (const snapshots of opened) await snapshots.save();
    terminal.output(reporter.end(results));
    return hasFailures(results);
  } finally {
    await sandbox.close();
  }
}

function modeOf({ update }: Options): 'update' | 'new' | 'none' {
  if (update === true) return 'update';
  return process.env['CI'] === 'true' ? 'none' : 'new';
}

function hasFailures(results: readonly TestResult[]): boolean {
  return results.some(({ differences }) => differences.length > 0);
}
