import path from 'node:path';
import { answerByRules } from '@upshot/trial/rules/answer-by-rules';
import { runTrial, type FinishedTrial, type TrialInput } from '@upshot/trial/run-trial';
import { checkExpectation } from '@upshot/trial/test-file/check-expectation';
import type { ScriptTest, TestFile } from '@upshot/trial/test-file/test-file';
import { isSecretVariable, secretTexts } from '@upshot/trial/secret-variables';
import type { TrialSandbox } from '@upshot/trial/trial-sandbox';
import { checkSource } from '@upshot/trial/check-source';
import { exitCodes, Failure } from '../failure.ts';
import { readActivity } from '../script/read-activity.ts';
import { readProject } from '../script/read-project.ts';
import { readScript, type ScriptFile } from '../script/read-script.ts';
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
    const input = await prepareTest(test, { testFile, script, folder }).catch((error: unknown) => {
      if (!(error instanceof Failure)) throw error;
      throw new Failure(`${file}: tests[${index}]: ${error.message}`, error.exitCode, { cause: error });
    });
    const finished = await runTrial(sandbox, input);
    const differences = compare(test, finished, snapshots);
    yield { file, name: test.name, differences, durationMs: performance.now() - startedAt };
  }
}

function compare(test: ScriptTest, finished: FinishedTrial, snapshots: SnapshotFile): readonly string[] {
  const { expect = {} } = test;
  return expect === 'snapshot' ? snapshots.compare(test.name, finished) : checkExpectation(expect, finished);
}

interface TestSurroundings {
  readonly testFile: TestFile;
  readonly script: ScriptFile;
  readonly folder: string;
}

async function prepareTest(
  test: ScriptTest,
  { testFile, script, folder }: TestSurroundings,
): Promise<TrialInput> {
  const { activity: { file, set = {}, ...sample } = {}, storage = {}, rules = [], default: fallback } = test;
  const variables = { ...testFile.variables, ...test.variables };
  const assignments = Object.entries(set).map(([key, value]) => `${key}=${JSON.stringify(value)}`);
  const options = {
    ...sample,
    set: assignments,
    ...(file === undefined ? {} : { activity: path.join(folder, file) }),
  };
  const activity = await readActivity(options, script.source);
  return {
    script,
    activity: activity.text,
    activitySource: activity.source,
    project:
      testFile.project === undefined
        ? await readProject(undefined, activity.text)
        : JSON.stringify(testFile.project),
    variables: JSON.stringify(variables),
    secrets: Object.entries(variables).flatMap(([name, value]) =>
      isSecretVariable(name, value) ? secretTexts(value) : [],
    ),
    storage: new Map(Object.entries(storage).map(([key, value]) => [key, JSON.stringify(value)])),
    answerer: answerByRules(
      { answers: rules, ...(fallback === undefined ? {} : { default: fallback }) },
      false,
    ),
    limits: {},
  };
}
