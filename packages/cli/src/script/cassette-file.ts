import { toTimestamp } from '@upshot/shared/timestamp';
import { writeFile } from 'node:fs/promises';
import type { FinishedTrial, TrialInput } from '@upshot/trial/run-trial';
import description from '../../package.json' with { type: 'json' };
import { Failure } from '../failure.ts';

/** How a cassette is kept. */
export interface RecordOptions {
  readonly record?: string;
  readonly allowSecrets?: true;
}

/** Writes the cassette of a trial; refuses to keep what looks like a secret and is no variable. */
export async function saveCassette(
  input: Omit<TrialInput, 'answerer'>,
  { trial, recording }: FinishedTrial,
  { record: file, allowSecrets }: RecordOptions,
): Promise<void> {
  if (file === undefined || recording === undefined) return;
  const { makeCassette } = await import('@upshot/trial/cassette/make-cassette');
  const { resultOf } = await import('@upshot/trial/cassette/compare-result');
  const { findTokenTexts } = await import('@upshot/trial/cassette/find-token-texts');
  const { script, activity, project, variables, secrets } = input;
  const cassette = makeCassette({
    recorded: { at: toTimestamp(Date.now()), by: `upshot ${description.version}` },
    script: { name: script.file, source: script.source },
    activity,
    project,
    variables,
    secrets,
    recording,
    result: resultOf(trial),
  });
  const found = allowSecrets === true ? [] : findTokenTexts(cassette);
  if (found.length > 0) throw new Failure(refusal(file, found));
  try {
    await writeFile(file, `${JSON.stringify(cassette, undefined, 2)}\n`, { mode: 0o600 });
  } catch (cause) {
    throw new Failure(`The cassette cannot be written: ${(cause as Error).message}`, 1, { cause });
  }
}

function refusal(file: string, found: readonly string[]): string {
  return [
    `${file} was not written, since it would hold what looks like a secret:`,
    ...found.map((place) => `  ${place}`),
    'Make it a variable and give it with --secret, or use --allow-secrets.',
  ].join('\n');
}
