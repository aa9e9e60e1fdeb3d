import type { FinishedTrial } from '@upshot/trial/run-trial';
import { renderReplay } from '@upshot/trial/cassette/render-replay';
import { renderTrial, type TrialLine } from '@upshot/trial/render-trial';
import type { ReplayedTrial } from './describe-replay.ts';
import type { Terminal } from '../terminal.ts';

/** How a trial is printed. */
export interface PrintOptions {
  readonly json?: true;
  readonly quietEffects?: true;
}

const STYLES = {
  plain: undefined,
  dim: 'dim',
  heading: 'bold',
  good: 'green',
  bad: 'red',
} as const satisfies {
  readonly [T in TrialLine['tone']]: unknown;
};

/** Prints a trial as data: one JSON object, or text for people. */
export function printTrial(
  terminal: Terminal,
  { trial, replayed }: FinishedTrial & { readonly replayed?: ReplayedTrial | undefined },
  source: string,
  { json, quietEffects }: PrintOptions,
): void {
  const whole = { ...trial, ...replayed };
  if (json === true) return terminal.data(`${JSON.stringify(whole, undefined, 2)}\n`);
  const lines = renderTrial(trial, { source, showEffects: quietEffects !== true });
  for (const { text, tone } of lines) terminal.output(`${text}\n`, STYLES[tone]);
  if (replayed !== undefined)
    for (const { text, tone } of renderReplay(replayed)) terminal.output(`${text}\n`, STYLES[tone]);
}
