import type { KnownState } from '@upshot/ledger/health/states';
import type { WaitingIntegration } from '@upshot/ledger/health/waiting';
import type { Finding } from './find-changes.ts';

export interface LaneLimits {
  readonly now: Date;
  readonly behindMs: number;
  readonly workersMs: number;
}

/**
 * Checks whether workers consume the due runs of each project. It is bad when a run has waited too long, and no worker
 * has claimed a lane meanwhile.
 */
export function checkWorkers(
  projects: readonly string[],
  waiting: readonly WaitingIntegration[],
  isAnyoneClaiming: boolean,
  { now, workersMs }: LaneLimits,
): readonly Finding[] {
  return projects.map((project) => {
    const oldest = waiting
      .filter((item) => item.project === project)
      .reduce<WaitingIntegration | undefined>(
        (a, b) => (a !== undefined && a.since <= b.since ? a : b),
        undefined,
      );
    const waitedMs = oldest === undefined ? 0 : now.getTime() - oldest.since.getTime();
    const isBad = !isAnyoneClaiming && waitedMs > workersMs;
    return {
      project,
      subject: 'workers',
      kind: 'workers' as const,
      status: isBad ? ('bad' as const) : ('ok' as const),
      since: oldest?.since ?? now,
      ...(isBad && oldest !== undefined
        ? { integration: { id: oldest.id, name: oldest.name, type: oldest.type }, waitedMs }
        : {}),
    };
  });
}

/**
 * Checks whether the lanes of each integration keep up. They are behind when a due run has waited longer than allowed,
 * and have caught up when none has waited half of that. Where no worker consumes, only that is reported, and lanes stay
 * as they were.
 */
export function checkLanes(
  waiting: readonly WaitingIntegration[],
  known: readonly KnownState[],
  withoutWorkers: ReadonlySet<string>,
  { now, behindMs }: LaneLimits,
): readonly Finding[] {
  const findings = waiting.map((item): Finding => {
    const waitedMs = now.getTime() - item.since.getTime();
    const isBad = waitedMs > behindMs;
    return {
      project: item.project,
      subject: `lanes:${item.id}`,
      kind: 'lanes',
      status: isBad ? 'bad' : waitedMs <= behindMs / 2 ? 'ok' : 'unsure',
      since: item.since,
      integration: { id: item.id, name: item.name, type: item.type },
      ...(isBad ? { waitedMs, lane: item.lane, lanes: item.lanesBehind } : {}),
    };
  });
  const seen = new Set(findings.map(({ subject }) => subject));
  const caughtUp = known
    .filter(({ subject, status }) => status === 'bad' && subject.startsWith('lanes:') && !seen.has(subject))
    .map(({ project, subject, integration, since }): Finding => {
      return { project, subject, kind: 'lanes', status: 'ok', since, integration };
    });
  return [...findings, ...caughtUp].filter(({ project }) => !withoutWorkers.has(project));
}
