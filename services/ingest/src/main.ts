import { readConfig } from '@upshot/shared/process/config';
import { runUntilSignal } from '@upshot/shared/process/lifecycle';
import { createLogger } from '@upshot/shared/process/logger';
import { startTelemetry } from '@upshot/shared/process/telemetry';
import { startIngest } from './ingest.ts';
import { ingestSettings } from './settings.ts';

const config = readConfig(ingestSettings);
const logger = createLogger('ingest', config.logLevel);
const telemetry = startTelemetry('upshot-ingest');
await runUntilSignal(logger, config.lingerMs + config.drainMs, () => startIngest(config, logger));
await telemetry[Symbol.asyncDispose]();
process.exit();
