import type { Scaling } from '../../api/entities.generated.ts';
import { formatDuration } from '../../format.ts';
import { words } from '../../words.ts';

type Flow = Pick<Scaling, 'workers' | 'lanes_waiting' | 'oldest_age_ms' | 'desired_workers' | 'arrival_rate'>;

/** Whether work is flowing, in a few sentences. */
export function describeFlow(flow: Flow): string {
  const { workers, desired_workers: desired, arrival_rate: rate } = flow;
  const sentences = [
    describeWaiting(flow),
    workers === 0
      ? 'No worker claims work.'
      : `${words.workers(workers)} ${workers === 1 ? 'claims' : 'claim'} work.`,
    desired === workers ? '' : `There should be ${desired}.`,
    rate === null ? '' : `${rate.toFixed(1)} runs a second are recorded.`,
  ];
  return sentences.filter((sentence) => sentence !== '').join(' ');
}

function describeWaiting({ lanes_waiting: waiting, oldest_age_ms }: Flow): string {
  if (waiting === 0) return 'Nothing waits for a worker.';
  const oldest = `the oldest run waits for ${formatDuration(oldest_age_ms)}`;
  return `${words.lanes(waiting)} with due runs ${waiting === 1 ? 'waits' : 'wait'} for a worker; ${oldest}.`;
}
