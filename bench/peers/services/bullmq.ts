/** The plain service: HTTP, BullMQ and isolated-vm in one process. A result is stored once, as that of its job. */
import { Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { DoneList, serveActivities, type Posted } from './http-service.ts';
import { Isolates } from './isolates.ts';

const url = process.env['STORE_URL'] ?? '';
const connect = () => new Redis(url, { maxRetriesPerRequest: null });
const done = new DoneList();
const storage = connect();
const isolates = new Isolates({
  get: (integration, key) => storage.hget(integration, key),
  set: (integration, key, value) => storage.hset(integration, key, value),
});
const begun = new Map<string, number>();
const queue = new Queue<Posted>('activities', { connection: connect() });

const worker = new Worker<Posted>(
  'activities',
  async ({ data }) => {
    const lines = await isolates.run(data.type, data.body);
    begun.set(data.id, Date.now());
    return lines;
  },
  { connection: connect(), concurrency: 16 },
);
worker.on('completed', ({ data: { id } }) => {
  done.note(id, begun.get(id) ?? Date.now());
  begun.delete(id);
});
worker.on('failed', (_job, error) => console.error(error));
serveActivities(done, (activity) => queue.add('activity', activity));
