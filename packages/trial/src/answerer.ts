import type { FetchReply, FetchRequest } from '@upshot/sandbox/sandbox';
import type { TrialMode } from './trial.ts';

/** A reply, and what gave it: `rule 2`, `default`, `network`, `cassette 3`. */
export interface Answer {
  readonly reply: FetchReply;
  readonly by: string;
  /** The lines of the log about the request, where they are known already. */
  readonly log?: readonly string[];
}

/** Answers the requests of a trial. */
export interface Answerer {
  readonly mode: TrialMode;
  /** Gives `undefined` when nothing answers the request, which ends the run. */
  answer(request: FetchRequest, signal: AbortSignal): Promise<Answer | undefined>;
  /** Names what was prepared and never used. */
  unused(): readonly string[];
}

/** What a script sees when no response comes. */
export function fetchFailure(message: string): FetchReply {
  return { ok: false, error: { name: 'TypeError', message: `fetch failed: ${message}` } };
}
