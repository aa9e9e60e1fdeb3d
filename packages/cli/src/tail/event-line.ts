import type { StreamedActivity, StreamedIntegration, StreamedRun } from '../api/entities.ts';
import type { ServerEvent } from '../api/read-events.ts';
import { counted } from '../output/counted.ts';
import { formatDateText } from '../output/format-date.ts';

/** A line for an event, and whether it is good or bad news. */
export interface EventLine {
  readonly text: string;
  readonly mood: 'good' | 'bad' | 'plain';
}

/** Describes an event of a project's stream in one line. */
export function describeEvent({ event, data }: ServerEvent): EventLine {
  switch (event) {
    case 'run':
      return describeRun(data as unknown as StreamedRun);
    case 'activity':
      return describeActivity(data as unknown as StreamedActivity);
    case 'integration':
      return describeIntegration(data as unknown as StreamedIntegration);
    case 'gap':
      return { text: describeGap(data['count']), mood: 'bad' };
    default:
      return { text: `${event} ${JSON.stringify(data)}`, mood: 'plain' };
  }
}

function describeRun(run: StreamedRun): EventLine {
  const version = typeof run.script_version === 'number' ? ` v${run.script_version}` : '';
  const duration = typeof run.duration_ms === 'number' ? `${Math.round(run.duration_ms)} ms` : '';
  const retry = run.state === 'pending' ? 'another attempt follows' : '';
  const isGood = run.outcome === 'succeeded';
  const said = run.error === null ? run.first_line : `${run.error.name}: ${run.error.message}`;
  const parts = [
    `${run.integration_name}${version}`,
    run.activity_type,
    run.environments?.join(', '),
    run.outcome,
    duration,
    retry,
    `run ${run.id}`,
    said,
  ];
  return { text: line(run.logged_at, isGood ? '✓' : '✗', parts), mood: isGood ? 'good' : 'bad' };
}

function describeActivity(activity: StreamedActivity): EventLine {
  const result = activity.result === null ? activity.state : `${activity.state}, ${activity.result}`;
  const fired =
    activity.matched === 0
      ? 'nothing fired'
      : `${counted(activity.matched, 'integration', 'integrations')} fired`;
  const parts = [
    activity.type,
    activity.environments.join(', '),
    result.replaceAll('_', ' '),
    fired,
    `activity ${activity.id}`,
  ];
  return { text: line(activity.recorded_at, '·', parts), mood: 'plain' };
}

function describeIntegration(integration: StreamedIntegration): EventLine {
  const { name, deleted_at, paused_at, paused_reason, updated_at, created_at } = integration;
  const reason = paused_reason === null ? '' : `: ${paused_reason}`;
  const what =
    deleted_at !== null
      ? 'deleted'
      : paused_at !== null
        ? `paused${reason}`
        : updated_at === null
          ? 'added'
          : 'changed';
  const at = deleted_at ?? updated_at ?? created_at;
  return { text: line(at, '~', [name, what, `integration ${integration.id}`]), mood: 'plain' };
}

function describeGap(count: unknown): string {
  const passed =
    typeof count === 'number' ? counted(count, 'event', 'events') : 'an unknown number of events';
  return `— gap: ${passed} passed over —`;
}

function line(at: string | null, mark: string, parts: readonly (string | null | undefined)[]): string {
  const said = parts.filter((part) => part !== undefined && part !== null && part !== '');
  return `${formatDateText(at ?? '', 'H:i:s')} ${mark} ${said.join('  ')}`.replaceAll(/\s*\n\s*/g, ' ');
}
