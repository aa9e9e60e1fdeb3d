import path from 'node:path';
import { compareResult, resultOf } from '@upshot/trial/cassette/compare-result';
import { openCassette } from '@upshot/trial/cassette/open-cassette';
import { renderDeviation } from '@upshot/trial/cassette/render-replay';
import { effectsOf } from '@upshot/trial/history/compare-history';
import { answerByRules } from '@upshot/trial/rules/answer-by-rules';
import type { FinishedTrial, TrialInput } from '@upshot/trial/run-trial';
import { isSecretVariable, secretTexts } from '@upshot/trial/secret-variables';
import { checkExpectation } from '@upshot/trial/test-file/check-expectation';
import type { ScriptTest, TestFile } from '@upshot/trial/test-file/test-file';
import { setProperties } from '../input/set-properties.ts';
import { readCassetteFile } from '../script/prepare-replay.ts';
import { readActivity } from '../script/read-activity.ts';
import { readJsonObject } from '../script/read-json.ts';
import { readProject } from '../script/read-project.ts';
import type { ScriptFile } from '../script/read-script.ts';
import type { SnapshotFile } from './snapshot-file.ts';

/** What a test stands in. */
export interface TestSurroundings {
  readonly testFile: TestFile;
  readonly script: ScriptFile;
  readonly folder: string;
}

/** What a test runs, and how its end is compared: gives what differs. */
export interface PreparedTest {
  readonly input: TrialInput;
  readonly compare: (finished: FinishedTrial, snapshots: SnapshotFile) => readonly string[];
}

/** Reads all that a test names. */
export async function prepareTest(test: ScriptTest, surroundings: TestSurroundings): Promise<PreparedTest> {
  const { cassette } = test.activity ?? {};
  if (cassette !== undefined) return await prepareRecorded(test, cassette, surroundings);
  const input = await prepareInput(test, surroundings);
  return {
    input,
    compare: (finished, snapshots) => compareWith(test, test.expect ?? {}, finished, snapshots),
  };
}

function compareWith(
  { name }: ScriptTest,
  expected: NonNullable<ScriptTest['expect']>,
  finished: FinishedTrial,
  snapshots: SnapshotFile,
): readonly string[] {
  return expected === 'snapshot' ? snapshots.compare(name, finished) : checkExpectation(expected, finished);
}

async function prepareInput(
  test: ScriptTest,
  { testFile, script, folder }: TestSurroundings,
): Promise<TrialInput> {
  const { activity: { file, set = {}, ...sample } = {}, rules = [], default: fallback } = test;
  const options = {
    ...sample,
    set: assignmentsOf(set),
    ...(file === undefined ? {} : { activity: path.join(folder, file) }),
  };
  const activity = await readActivity(options, script.source);
  const { variables, secrets } = givenVariables(test, testFile);
  return {
    script,
    activity: activity.text,
    activitySource: activity.source,
    project:
      testFile.project === undefined
        ? await readProject(undefined, activity.text)
        : JSON.stringify(testFile.project),
    variables: JSON.stringify(variables),
    secrets,
    storage: givenStorage(test),
    answerer: answerByRules(
      { answers: rules, ...(fallback === undefined ? {} : { default: fallback }) },
      false,
    ),
    limits: {},
  };
}

/** The run of a cassette again; what the test gives takes the place of what was recorded. */
async function prepareRecorded(
  test: ScriptTest,
  file: string,
  { testFile, script, folder }: TestSurroundings,
): Promise<PreparedTest> {
  const { cassette, source } = await readCassetteFile(path.join(folder, file));
  const opened = openCassette(cassette, { ...givenVariables(test, testFile), match: 'exact' });
  const { project, variables, secrets, storage, tape, replay, answerer } = opened;
  const activity = readJsonObject(opened.activity, source);
  setProperties(activity, assignmentsOf(test.activity?.set ?? {}));
  const input: TrialInput = {
    script,
    activity: test.activity?.set === undefined ? opened.activity : JSON.stringify(activity),
    activitySource: source,
    project: testFile.project === undefined ? project : JSON.stringify(testFile.project),
    variables,
    secrets,
    storage: new Map([...storage, ...givenStorage(test)]),
    answerer,
    limits: {},
    tape,
    replay,
  };
  const compare: PreparedTest['compare'] = (finished, snapshots) => {
    if (test.expect !== undefined) return compareWith(test, test.expect, finished, snapshots);
    const deviations = [...replay.finish(), ...compareResult(cassette.result, resultOf(finished.trial))];
    return effectsOf(deviations).flatMap((deviation) =>
      renderDeviation(deviation).map(({ text }) => text.slice(2)),
    );
  };
  return { input, compare };
}

function assignmentsOf(set: Readonly<Record<string, unknown>>): readonly string[] {
  return Object.entries(set).map(([key, value]) => `${key}=${JSON.stringify(value)}`);
}

function givenVariables(test: ScriptTest, testFile: TestFile) {
  const variables = { ...testFile.variables, ...test.variables };
  const secrets = Object.entries(variables).flatMap(([name, value]) =>
    isSecretVariable(name, value) ? secretTexts(value) : [],
  );
  return { variables, secrets };
}

function givenStorage({ storage = {} }: ScriptTest): ReadonlyMap<string, string> {
  return new Map(Object.entries(storage).map(([key, value]) => [key, JSON.stringify(value)]));
}
