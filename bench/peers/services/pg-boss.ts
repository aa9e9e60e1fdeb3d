/** pg-boss and isolated-vm in one process. */
import { DoneList, serveActivities, type Posted } from './http-service.ts';
import { requirePeer } from './peer-modules.ts';
import { openResults } from './postgres-results.ts';

interface Job {
  readonly id: string;
  readonly data: Posted;
}

interface Boss {
  on(event: 'error', listener: (error: unknown) => void): void;
  start(): Promise<unknown>;
  createQueue(name: string, options: { readonly notify: boolean }): Promise<void>;
  send(name: string, data: Posted): Promise<unknown>;
  work(
    name: string,
    options: Readonly<Record<string, number | boolean>>,
    handler: (jobs: readonly Job[]) => Promise<unknown>,
  ): Promise<unknown>;
}

const { PgBoss } = requirePeer('pg-boss') as { PgBoss: new (options: unknown) => Boss };
const connectionString = process.env['STORE_URL'] ?? '';
const done = new DoneList();
const results = await openResults(connectionString, done);
const boss = new PgBoss({ connectionString, useListenNotify: true });
boss.on('error', console.error);
await boss.start();
await boss.createQueue('activities', { notify: true });
await boss.work(
  'activities',
  { batchSize: 16, burstWhenBatchFull: true, pollingIntervalSeconds: 0.5 },
  (jobs) => Promise.all(jobs.map(({ data }) => results.run(data))),
);
serveActivities(done, (posted) => boss.send('activities', posted));
