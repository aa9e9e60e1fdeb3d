import type { Activity } from '../api/entities.ts';
import { printEntity, type EntityOptions } from '../output/print-entity.ts';
import type { Terminal } from '../terminal.ts';

/** Prints an activity with its duration in seconds; payload and log, which are long, only by `-P` or as JSON. */
export async function printActivity(
  terminal: Terminal,
  activity: Activity,
  options: EntityOptions,
): Promise<void> {
  await printEntity(terminal, { ...activity, duration: durationSeconds(activity) }, options, [
    'payload',
    'log',
  ]);
}

function durationSeconds(activity: Activity): number | null {
  const { started_at: startedAt, completed_at: completedAt, cancelled_at: cancelledAt } = activity;
  if (startedAt === undefined || startedAt === null) return null;
  const end = completedAt ?? cancelledAt;
  return (new Date(end ?? Date.now()).getTime() - new Date(startedAt).getTime()) / 1000;
}
