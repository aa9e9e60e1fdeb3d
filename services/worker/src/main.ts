import { readConfig } from '@upshot/runtime/config';
import { runUntilSignal } from '@upshot/runtime/lifecycle';
import { createLogger } from '@upshot/runtime/logger';
import { startTelemetry } from '@upshot/runtime/telemetry';
import { workerSettings } from './settings.ts';
import { startWorker } from './worker.ts';

const telemetry = startTelemetry('upshot-worker');
const config = readConfig(workerSettings);
const logger = createLogger('upshot-worker', config.logLevel);
await runUntilSignal(logger, config.drainMs + 10_000, () => startWorker(config, logger));
await telemetry[Symbol.asyncDispose]();
process.exit();
