import { runService } from '@upshot/runtime/run-service';
import { hideProcess } from '@upshot/sandbox/hide-process';
import { workerSettings } from './settings.ts';
import { startWorker } from './worker.ts';

await runService({
  name: 'upshot-worker',
  settings: workerSettings,
  graceMs: ({ drainMs }) => drainMs + 10_000,
  servesHealth: true,
  start(config, logger) {
    hideProcess();
    return startWorker(config, logger);
  },
});
