import { runService } from '@upshot/runtime/run-service';
import { workerSettings } from './settings.ts';
import { startWorker } from './worker.ts';

await runService({
  name: 'upshot-worker',
  settings: workerSettings,
  graceMs: ({ drainMs }) => drainMs + 10_000,
  start: startWorker,
});
