import type { KnownState } from '@upshot/ledger/health/states';
import type { HealthDetails, HealthKind, HealthStatus } from '@upshot/shared/health/change';

/** The result of checking a subject: bad since a time, well, or neither for sure, in which case it stays as it was. */
export interface Finding extends HealthDetails {
  readonly project: string;
  readonly subject: string;
  readonly kind: HealthKind;
  readonly status: HealthStatus | 'unsure';
  readonly since: Date;
}

/** A finding that differs from the known state. */
export interface FoundChange extends Finding {
  readonly status: HealthStatus;
}

/**
 * Compares findings with known states. An unknown subject is well. A state holds for `holdMs` from when it was noticed:
 * changes back and forth meanwhile are not news.
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
