import { createLogger } from '@upshot/runtime/logger';
import { createEvents, type WorkerEvents } from '../events.ts';

/** Events of a worker, and which were reported with what, in order. */
export function recordEvents(): { readonly events: WorkerEvents; readonly reported: readonly unknown[][] } {
  const silent = createEvents(createLogger('test', 'silent'));
  const reported: unknown[][] = [];
  const names = Object.keys(silent).filter((name) => name !== 'metrics');
  const recording = names.map((name) => [
    name,
    (...details: unknown[]) => void reported.push([name, ...details]),
  ]);
  return { events: { ...silent, ...(Object.fromEntries(recording) as object) }, reported };
}
