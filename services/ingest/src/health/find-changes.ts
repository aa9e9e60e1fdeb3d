import type { HealthDetails, HealthKind, HealthStatus } from './health-change.ts';

/** What is known of a subject from an earlier look. */
export interface KnownState {
  readonly project: string;
  readonly subject: string;
  readonly status: HealthStatus;
  readonly since: Date;
  readonly changedAt: Date;
  /** The integration it is about; it may be deleted by now. */
  readonly integration?: HealthDetails['integration'];
  readonly isDeleted?: boolean;
}

/** What a look found of a subject: bad since when, well, or neither for sure, in which case it stays as it was. */
export interface Finding extends HealthDetails {
  readonly project: string;
  readonly subject: string;
  readonly kind: HealthKind;
  readonly status: HealthStatus | 'unsure';
  readonly since: Date;
}

/** A finding that differs from what was known. */
export interface FoundChange extends Finding {
  readonly status: HealthStatus;
}

/**
 * Compares what was found with what was known. A subject nobody has heard of is well. A state holds for `holdMs` from
 * when it was noticed: what changes back and forth meanwhile is not news.
 */
export function findChanges(
  findings: readonly Finding[],
  known: readonly KnownState[],
  { now, holdMs }: { readonly now: Date; readonly holdMs: number },
): readonly FoundChange[] {
  const states = new Map(known.map((state) => [keyOf(state), state]));
  return findings.flatMap((finding) => {
    const { status } = finding;
    const state = states.get(keyOf(finding));
    if (status === 'unsure' || status === (state?.status ?? 'ok')) return [];
    if (state !== undefined && now.getTime() - state.changedAt.getTime() < holdMs) return [];
    const since = status === 'ok' && state !== undefined ? state.since : finding.since;
    return [{ ...finding, status, since }];
  });
}

function keyOf({ project, subject }: { readonly project: string; readonly subject: string }): string {
  return `${project} ${subject}`;
}
