import type { Applied } from '../api/entities.ts';
import { counted } from '../output/counted.ts';
import type { Terminal } from '../terminal.ts';

type Change = Applied['changes'][number];

/** What a plan is of, and how many lines of each script it changes, by the name of the integration. */
export interface PlanContext {
  readonly title: string;
  readonly lines: ReadonlyMap<string, string>;
}

const styles = { create: 'green', update: 'yellow', delete: 'red' } as const;
const marks = { create: '+', update: '~', delete: '-' } as const;

/** Prints what an apply changes: a line for each integration. */
export function printPlan(terminal: Terminal, plan: Applied, { title, lines }: PlanContext): void {
  const { changes, unchanged, prunable } = plan;
  const width = Math.max(0, ...[...changes, ...prunable].map(({ name }) => name.length));
  terminal.data(`${title}\n`, 'bold');
  for (const change of changes) {
    const told = describe(change, lines.get(change.name)).join(' · ');
    terminal.data(`${marks[change.action]} ${change.name.padEnd(width)}  ${told}\n`, styles[change.action]);
  }
  if (unchanged.length > 0) terminal.data(`= ${unchanged.length} unchanged\n`);
  for (const { name, waiting } of prunable)
    terminal.data(`- ${name.padEnd(width)}  would be deleted (--prune)${waitingRuns(waiting)}\n`, 'dim');
}

function describe(change: Change, lines: string | undefined): readonly string[] {
  const { action, type, renamed_from, script_version: version, fields, variables, paused } = change;
  if (action === 'delete') return [`to be deleted${waitingRuns(change.waiting)}`];
  const others = fields.filter(({ field }) => field !== 'name' && field !== 'script');
  return [
    ...(action === 'create' ? [type] : []),
    ...(renamed_from === null ? [] : [`renamed from ${renamed_from}`]),
    ...(version === null ? [] : [describeVersion(version, lines)]),
    ...others.map(describeField),
    ...variables.map(({ name, change: how }) => `variable ${name} ${how}`),
    ...(paused === null ? [] : [paused ? 'paused' : 'resumed']),
    ...change.missing.map((name) => `${name} is missing`),
  ];
}

function describeVersion(
  { from, to }: NonNullable<Change['script_version']>,
  lines: string | undefined,
): string {
  if (from === null) return `v${to}`;
  return `script v${from} → v${to}${lines === undefined ? '' : ` (${lines})`}`;
}

/** Of a secret only that it changes. */
function describeField({ field, from, to }: Change['fields'][number]): string {
  if (from === undefined && to === undefined) return `${field} changed`;
  return `${field} ${show(from)} → ${show(to)}`;
}

const MAX_CHARACTERS = 60;

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? '(none)';
  return text.length > MAX_CHARACTERS ? `${text.slice(0, MAX_CHARACTERS - 1)}…` : text;
}

function waitingRuns(waiting: number): string {
  return waiting === 0 ? '' : `: ${counted(waiting, 'run waits', 'runs wait')}`;
}
