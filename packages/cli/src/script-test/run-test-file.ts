import path from 'node:path';
import { checkSource } from '@upshot/trial/check-source';
import { DocumentFault } from '@upshot/trial/document-fault';
import { readTestFile } from '@upshot/trial/test-file/read-test-file';
import { runTrial } from '@upshot/trial/run-trial';
import type { ScriptTest } from '@upshot/trial/test-file/test-file';
import type { TrialSandbox } from '@upshot/trial/trial-sandbox';
import { exitCodes, Failure } from '../failure.ts';
import { readText } from '../input/read-text.ts';
import { readScript } from '../script/read-script.ts';
import { prepareTest, type TestSurroundings } from './prepare-test.ts';
import { openSnapshots, type SnapshotFile, type SnapshotMode } from './snapshot-file.ts';

/** How a test went: differences, of which a passed test has none. */
export interface TestResult {
  readonly file: string;
  readonly name: string;
  readonly differences: readonly string[];
  readonly durationMs: number;
}

/** A test of a file, ready to run. */
export interface FoundTest {
  readonly file: string;
  /** Such as `notify.test.yaml: tests[2]`. */
  readonly place: string;
  readonly test: ScriptTest;
  readonly surroundings: TestSurroundings;
  readonly snapshots: SnapshotFile;
}

/** A test that has run. It is compared in the order of its file: comparing may take a snapshot. */
export interface RanTest {
  readonly snapshots: SnapshotFile;
  readonly compare: () => TestResult;
}

/** Which tests are run, and what becomes of their snapshots. */
export interface TestChoice {
  readonly isWanted: (name: string) => boolean;
  readonly snapshots: SnapshotMode;
}

/** Reads the tests of files, each file when the tests before it have begun. */
export async function* findTests(
  files: readonly string[],
  choice: TestChoice,
): AsyncGenerator<FoundTest, void> {
  for (const file of files) {
    const testFile = readTestFile(await readText(file), file);
    const snapshots = await openSnapshots(file, choice.snapshots);
    const folder = path.dirname(file);
    const script = await readScript(path.join(folder, testFile.script));
    const mistake = checkSource(script.source, script.file);
    if (mistake !== undefined) throw new Failure(mistake, exitCodes.syntax);
    for (const [index, test] of testFile.tests.entries()) {
      if (!choice.isWanted(test.name)) continue;
      const surroundings = { testFile, script, folder };
      yield { file, place: `${file}: tests[${index}]`, test, surroundings, snapshots };
    }
  }
}

/** Runs a test in a fresh isolate with a storage of its own. */
export async function runTest(
  sandbox: TrialSandbox,
  { file, place, test, surroundings, snapshots }: FoundTest,
): Promise<RanTest> {
  const startedAt = performance.now();
  const { input, compare } = await prepareTest(test, surroundings).catch((error: unknown) => {
    throw withPlace(error, place);
  });
  const finished = await runTrial(sandbox, input);
  const durationMs = performance.now() - startedAt;
  return {
    snapshots,
    compare: () => ({ file, name: test.name, differences: compare(finished, snapshots), durationMs }),
  };
}

function withPlace(error: unknown, place: string): unknown {
  if (error instanceof DocumentFault)
    return new DocumentFault(`${place}: ${error.message}`, { cause: error });
  if (!(error instanceof Failure)) return error;
  return new Failure(`${place}: ${error.message}`, error.exitCode, { cause: error });
}
