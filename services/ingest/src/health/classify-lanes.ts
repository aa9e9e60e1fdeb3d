import type { Finding, KnownState } from './find-changes.ts';
import type { WaitingIntegration } from './look-at-lanes.ts';

export interface LaneLimits {
  readonly now: Date;
  readonly behindMs: number;
  readonly workersMs: number;
}

/**
 * Judges whether workers consume what is due in each project. It is bad when a run has waited too long, and no worker has
 * claimed anything meanwhile.
 */
export function classifyWorkers(
  projects: readonly string[],
  waiting: readonly WaitingIntegration[],
  isAnyoneClaiming: boolean,
  { now, workersMs }: LaneLimits,
): readonly Finding[] {
  return projects.map((project) => {
    const oldest = waiting
      .filter((one) => one.project === project)
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
        ? { integration: { id: oldest.id, type: oldest.type }, waitedMs }
        : {}),
    };
  });
}

/**
 * Judges whether the lanes of each integration keep up. They are behind when a due run has waited longer than allowed,
 * and have caught up when none has waited half of that. Where no worker consumes, that is what is reported, and lanes
 * stay as they were.
 */
export function classifyLanes(
  waiting: readonly WaitingIntegration[],
  known: readonly KnownState[],
  withoutWorkers: ReadonlySet<string>,
  { now, behindMs }: LaneLimits,
): readonly Finding[] {
  const findings = waiting.map((one): Finding => {
    const waitedMs = now.getTime() - one.since.getTime();
    const isBad = waitedMs > behindMs;
    return {
      project: one.project,
      subject: `lanes:${one.id}`,
      kind: 'lanes',
      status: isBad ? 'bad' : waitedMs <= behindMs / 2 ? 'ok' : 'unsure',
      since: one.since,
      integration: { id: one.id, type: one.type },
      ...(isBad ? { waitedMs, lane: one.lane, lanes: one.lanesBehind } : {}),
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
