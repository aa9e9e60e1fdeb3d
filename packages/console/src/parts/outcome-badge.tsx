import type { Run } from '../api/entities.generated.ts';
import { words, type Outcome } from '../words.ts';
import { Badge, type Tone } from './badge.tsx';

const tones: { readonly [O in Outcome]: Tone } = {
  succeeded: 'good',
  failed: 'bad',
  timed_out: 'bad',
  out_of_memory: 'bad',
  crashed: 'bad',
  interrupted: 'warn',
  quarantined: 'bad',
  cancelled: 'quiet',
};

/** How a run ended, or that it has not: a pending run waits for its first attempt, or for the next one. */
export function OutcomeBadge({ run }: { readonly run: Pick<Run, 'state' | 'outcome' | 'attempt'> }) {
  const { state, outcome, attempt } = run;
  if (state === 'pending') return <Badge tone="busy">{attempt > 1 ? 'waiting to retry' : 'pending'}</Badge>;
  if (outcome === null) return <Badge tone="quiet">unknown</Badge>;
  return <Badge tone={toneOfOutcome(outcome)}>{describeOutcome(outcome)}</Badge>;
}

/** How good or bad an outcome is. */
export function toneOfOutcome(outcome: Outcome): Tone {
  return tones[outcome];
}

/** An outcome in words. */
export function describeOutcome(outcome: Outcome): string {
  return words.outcomes[outcome];
}
