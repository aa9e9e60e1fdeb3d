import type { Tape } from '@upshot/sandbox/sandbox';
import { createRedactor } from '@upshot/secrets/redact/redact';
import type { Answerer } from '../answerer.ts';
import { answerByReplay } from './answer-by-replay.ts';
import type { Cassette } from './cassette-schema.ts';
import { mapLeaves, readSecrets } from './named-secrets.ts';
import { Replay, storageBefore, type ReplayMatch } from './replay.ts';
import { createSecretTokens } from './secret-tokens.ts';

/** What the author gives to a replay. */
export interface GivenToReplay {
  /** Values that take the place of recorded variables: those of the secrets, before all. */
  readonly variables: Readonly<Record<string, unknown>>;
  /** What is masked besides the secrets of the cassette. */
  readonly secrets: readonly string[];
  readonly match: ReplayMatch;
}

/** What a replay runs on. The texts are JSON. */
export interface OpenCassette {
  readonly source: string;
  readonly activity: string;
  readonly project: string;
  readonly variables: string;
  readonly secrets: readonly string[];
  readonly storage: ReadonlyMap<string, string>;
  readonly tape: Tape;
  readonly replay: Replay;
  readonly answerer: Answerer;
}

/** Makes the inputs of a replay: secrets are put back by name; those that are not given are stand-ins. */
export function openCassette(cassette: Cassette, given: GivenToReplay): OpenCassette {
  const named = readSecrets(cassette.variables, given.variables);
  const secrets = [...given.secrets, ...named.map(({ text }) => text)];
  const tokens = createSecretTokens(named, secrets);
  const recorded = mapLeaves(cassette.variables, tokens.restore) as Readonly<Record<string, unknown>>;
  const replay = new Replay(cassette, tokens, given.match);
  const { now = [], random = [] } = cassette.tape ?? {};
  return {
    source: tokens.restore(cassette.script.source),
    activity: tokens.restore(cassette.activity),
    project: tokens.restore(cassette.project),
    variables: JSON.stringify({ ...recorded, ...given.variables }),
    secrets,
    storage: storageBefore(cassette, tokens),
    tape: { now: fromDifferences(now), random },
    replay,
    answerer: answerByReplay(replay, createRedactor(secrets)),
  };
}

function fromDifferences(differences: readonly number[]): readonly number[] {
  let time = 0;
  return differences.map((difference) => (time += difference));
}
