import { readConfig } from '@upshot/runtime/config';
import { runUntilSignal } from '@upshot/runtime/lifecycle';
import { createLogger } from '@upshot/runtime/logger';
import { startTelemetry } from '@upshot/runtime/telemetry';
import { startIngest } from './ingest.ts';
import { ingestSettings } from './settings.ts';

const config = readConfig(ingestSettings);
const logger = createLogger('ingest', config.logLevel);
const telemetry = startTelemetry('upshot-ingest');
await runUntilSignal(logger, config.lingerMs + config.drainMs, () => startIngest(config, logger));
await telemetry[Symbol.asyncDispose]();
process.exit();
