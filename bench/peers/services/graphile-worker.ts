/** graphile-worker and isolated-vm in one process. */
import { DoneList, serveActivities, type Posted } from './http-service.ts';
import { requirePeer } from './peer-modules.ts';
import { openResults } from './postgres-results.ts';

interface GraphileWorker {
  run(options: {
    readonly pgPool: unknown;
    readonly concurrency: number;
    readonly taskList: Readonly<Record<string, (payload: Posted) => Promise<void>>>;
    readonly preset: unknown;
  }): Promise<{ addJob(task: string, payload: Posted): Promise<unknown> }>;
}

const graphileWorker = requirePeer('graphile-worker') as GraphileWorker;
const done = new DoneList();
const results = await openResults(process.env['STORE_URL'] ?? '', done);
const runner = await graphileWorker.run({
  pgPool: results.pool,
  concurrency: 16,
  taskList: { activity: (posted) => results.run(posted) },
  // What its documentation recommends for many jobs.
  preset: { worker: { localQueue: { size: 50 }, completeJobBatchDelay: 0, failJobBatchDelay: 0 } },
});
serveActivities(done, (posted) => runner.addJob('activity', posted));
