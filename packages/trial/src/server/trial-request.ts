import type { Limits } from '@upshot/sandbox/sandbox';
import type { ActivityState } from '@upshot/shared/activity';
import type { ProblemCode } from '@upshot/shared/problem';
import type { Rules } from '../rules/rules.ts';
import type { Trial } from '../trial.ts';

/** The limits that a trial on a server may lower. */
export type LowerableLimits = Partial<Pick<Limits, 'wallMs' | 'cpuMs' | 'fetches' | 'outputBytes'>>;

/** A trial that a worker is asked for. The worker reads the rest from the ledger. */
export interface TrialRequest {
  readonly project: string;
  /** Whose version, variables and storage are used; null for a script of no integration. */
  readonly integration: string | null;
  /** A source, or a version of the integration's script: the current one for null. */
  readonly script: { readonly source: string } | { readonly version: number | null };
  readonly activity:
    | { readonly id: string; readonly state: ActivityState | null }
    | { readonly document: string; readonly source: string }
    /** That of a recorded run, with all else that it had. */
    | { readonly run: string };
  /** JSON text of an object: they take the place of the integration's. */
  readonly variables: string;
  /** What is masked, besides the integration's secrets. */
  readonly secrets: readonly string[];
  /** Nothing, a copy of what the integration stores, or the JSON text of each value. */
  readonly storage: 'empty' | 'copy' | Readonly<Record<string, string>>;
  readonly rules: Rules;
  readonly limits: LowerableLimits;
}

/** What a worker answers. */
export type TrialAnswer = TrialRefusal | { readonly trial: Trial };

/** Why a worker has no trial to show. */
export interface TrialRefusal {
  readonly problem: ProblemCode;
  readonly detail: string;
}

/** Larger activities are not tried: they are read on the worker's event loop. */
export const MAX_TRIAL_ACTIVITY = 1024 * 1024;

/** What request and answer are sealed with: neither can stand for another. */
export const trialContext = (what: 'request' | 'answer', { project, id }: { project: string; id: string }) =>
  `trial ${what}:${project}:${id}`;
