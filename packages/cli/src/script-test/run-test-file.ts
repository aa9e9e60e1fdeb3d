import path from 'node:path';
import { checkSource } from '@upshot/trial/check-source';
import { DocumentFault } from '@upshot/trial/document-fault';
import { runTrial } from '@upshot/trial/run-trial';
import type { TestFile } from '@upshot/trial/test-file/test-file';
import type { TrialSandbox } from '@upshot/trial/trial-sandbox';
import { exitCodes, Failure } from '../failure.ts';
import { readScript } from '../script/read-script.ts';
import { prepareTest } from './prepare-test.ts';
import type { SnapshotFile } from './snapshot-file.ts';

/** How a test went: differences, of which a passed test has none. */
export interface TestResult {
  readonly file: string;
  readonly name: string;
  readonly differences: readonly string[];
  readonly durationMs: number;
}

/** What a test file is run with. */
export interface TestTools {
  readonly sandbox: TrialSandbox;
  readonly snapshots: SnapshotFile;
  /** Which tests are run. */
  readonly isWanted: (name: string) => boolean;
}

/** Runs the tests of a file one after the other, each in a fresh isolate with a storage of its own. */
export async function* runTestFile(
  file: string,
  testFile: TestFile,
  { sandbox, snapshots, isWanted }: TestTools,
): AsyncGenerator<TestResult, void> {
  const folder = path.dirname(file);
  const script = await readScript(path.join(folder, testFile.script));
  const mistake = checkSource(script.source, script.file);
  if (mistake !== undefined) throw new Failure(mistake, exitCodes.syntax);
  for (const [index, test] of testFile.tests.entries()) {
    if (!isWanted(test.name)) continue;
    const startedAt = performance.now();
    const { input, compare } = await prepareTest(test, { testFile, script, folder }).catch(
      (error: unknown) => {
        throw withPlace(error, `${file}: tests[${index}]`);
      },
    );
    const finished = await runTrial(sandbox, input);
    const differences = compare(finished, snapshots);
    yield { file, name: test.name, differences, durationMs: performance.now() - startedAt };
  }
}

function withPlace(error: unknown, place: string): unknown {
  if (error instanceof DocumentFault)
    return new DocumentFault(`${place}: ${error.message}`, { cause: error });
  if (!(error instanceof Failure)) return error;
  return new Failure(`${place}: ${error.message}`, error.exitCode, { cause: error });
}
