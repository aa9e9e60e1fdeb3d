import { createHash } from 'node:crypto';
import type { RecordedTape } from '@upshot/sandbox/sandbox';
import type { Cassette } from './cassette-schema.ts';
import { encodeCall } from './encode-call.ts';
import { mapLeaves, nameSecrets } from './named-secrets.ts';
import type { TimedCall } from './recorded-call.ts';
import { createSecretTokens } from './secret-tokens.ts';

/** What was recorded of a run: its calls, and what clock and chance gave, where that is known. */
export interface Recording {
  readonly calls: readonly TimedCall[];
  readonly tape: RecordedTape | undefined;
}

/** A run to be written down. The texts are JSON; nothing is masked but the result. */
export interface RecordedRun {
  readonly recorded: Cassette['recorded'];
  readonly script: { readonly name: string; readonly version?: number; readonly source: string };
  readonly activity: string;
  readonly project: string;
  readonly variables: string;
  readonly secrets: readonly string[];
  readonly recording: Recording;
  readonly result: Cassette['result'];
}

/** Makes the cassette of a run. No secret is in it: names stand for them. */
export function makeCassette(run: RecordedRun): Cassette {
  const variables = JSON.parse(run.variables) as Readonly<Record<string, unknown>>;
  const named = nameSecrets(variables, run.secrets);
  const tokens = createSecretTokens(named, run.secrets);
  const tokenOf = new Map(named.map(({ name, text }) => [text, `{{${name}}}`]));
  const { calls, tape } = run.recording;
  const reasons = new Set<string>();
  const encoded = calls.map(({ atMs, ...call }, index) => ({
    n: index + 1,
    at_ms: Math.round(atMs * 10) / 10,
    ...encodeCall(call as TimedCall, tokens, (reason) => reasons.add(reason)),
  }));
  const { name, version, source } = run.script;
  const texts = {
    script: {
      name,
      ...(version === undefined ? {} : { version }),
      sha256: createHash('sha256').update(source).digest('hex'),
      source: tokens.hide(source),
    },
    activity: tokens.hide(run.activity),
    project: tokens.hide(run.project),
    variables: mapLeaves(variables, (text) => tokenOf.get(text) ?? tokens.hide(text)) as typeof variables,
  };
  if (tokens.isLossy) reasons.add('a secret was written in a way that cannot be put back');
  if (tape === undefined) reasons.add('the script was stopped: its clock and its chance are not known');
  else if (tape.omitted > 0) reasons.add(`the script asked for ${tape.omitted} more times or random numbers`);
  return {
    format: 'upshot-cassette',
    version: 1,
    exact: reasons.size === 0,
    ...(reasons.size === 0 ? {} : { inexact_because: [...reasons] }),
    recorded: run.recorded,
    ...texts,
    ...(tape === undefined ? {} : { tape: { now: toDifferences(tape.now), random: [...tape.random] } }),
    calls: encoded,
    result: run.result,
  };
}

function toDifferences(times: readonly number[]): number[] {
  return times.map((time, index) => time - (times[index - 1] ?? 0));
}
