import type { HealthChange } from './change.ts';

export type Severity = 'critical' | 'warning' | 'info';

/** A change in words. No text holds a line break; only `lastError` holds text from outside this system. */
export interface ChangeText {
  readonly severity: Severity;
  /** What is wrong, or well again; made of ids, names and numbers alone. */
  readonly summary: string;
  readonly since: string;
  readonly lastError: string | undefined;
  /** What to type, or to do, next. */
  readonly next: string;
}

/** Says what has changed, for people. */
export function describeChange(change: HealthChange): ChangeText {
  const { kind, status, since, lastError } = change;
  return {
    severity: status === 'ok' ? 'info' : kind === 'lanes' ? 'warning' : 'critical',
    summary: summaries[kind][status](change),
    since: `${since.slice(0, 19).replace('T', ' ')} UTC`,
    lastError: lastError === undefined ? undefined : toOneLine(lastError, 600),
    next: describeNext(change),
  };
}

/** The change in one line, as far as `characters` go. */
export function describeInOneLine(change: HealthChange, characters = 1000): string {
  const { summary, since, lastError, next } = describeChange(change);
  const error = lastError === undefined ? '' : ` Last error: ${lastError}.`;
  return toOneLine(`${summary} (bad since ${since}).${error} Next: ${next}`, characters);
}

type Summarize = (change: HealthChange) => string;

const summaries: Readonly<Record<HealthChange['kind'], Readonly<Record<HealthChange['status'], Summarize>>>> =
  {
    integration: {
      bad: (change) => `${nameOf(change)} ${describeFailing(change)}`,
      ok: (change) => `${nameOf(change)} ${describeRecovery(change)}`,
    },
    lanes: {
      bad: (change) => {
        const { lane = '', lanes = 1, waitedMs = 0 } = change;
        const waited = toDuration(waitedMs);
        return `${nameOf(change)} is behind: a run in lane ${lane} has been due for ${waited}, lanes behind: ${lanes}`;
      },
      ok: (change) => `${nameOf(change)} ${change.isDeleted === true ? 'was deleted' : 'has caught up'}`,
    },
    workers: {
      bad: ({ waitedMs = 0 }) => `no worker takes up runs: one has been due for ${toDuration(waitedMs)}`,
      ok: () => 'workers take up runs again',
    },
  };

function describeFailing({ pausedReason, failures = 1 }: HealthChange): string {
  return pausedReason === undefined ? `has failed ${failures} times in a row` : `was paused: ${pausedReason}`;
}

function describeRecovery({ isDeleted, isResumed }: HealthChange): string {
  if (isDeleted === true) return 'was deleted';
  return isResumed === true ? 'was resumed' : 'succeeds again';
}

function nameOf({ integration }: HealthChange): string {
  if (integration === undefined) return 'an integration';
  const { id, name, type } = integration;
  return name === undefined ? `${type} integration ${id}` : `${type} integration ${name} (${id})`;
}

function describeNext({ kind, status, project, integration, pausedReason }: HealthChange): string {
  if (pausedReason !== undefined && integration !== undefined)
    return `fix its receiver, then: upshot integration:resume ${integration.id} --recover -p ${project}`;
  const command = integration === undefined ? 'activities' : `integration:activities ${integration.id}`;
  const shown = `upshot ${command} -p ${project}`;
  return kind === 'workers' && status === 'bad'
    ? `start a worker, or look into the log of those that run; no run is lost. What waits: ${shown}`
    : shown;
}

function toDuration(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 120) return `${seconds} s`;
  return seconds < 7200 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3600)} h`;
}

/** Control characters, line breaks among them, become spaces. */
function toOneLine(text: string, characters: number): string {
  const line = text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ').trim();
  return line.length > characters ? `${line.slice(0, characters - 1)}…`.toWellFormed() : line;
}
