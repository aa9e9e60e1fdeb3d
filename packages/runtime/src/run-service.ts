import { ConfigFault, EXIT_CONFIG, printConfigFault } from './config-fault.ts';
import { readConfig, type Config, type Settings } from './config.ts';
import { commonSettings } from './common-settings.ts';
import { forgetSecrets } from './forget-secrets.ts';
import { runUntilSignal } from './lifecycle.ts';
import { createLogger, type Logger } from './logger.ts';
import { openOperationsServer } from './operations-server.ts';
import { startTelemetry, type Telemetry } from './telemetry.ts';
import { describeUnknownNames } from './unknown-names.ts';

/** A service as `main.ts` gives it. */
export interface Service<T extends Settings> {
  readonly name: string;
  readonly settings: T;
  /** How long a shutdown may take before the process is killed. */
  readonly graceMs: (config: Config<T>) => number;
  readonly start: (config: Config<T>, logger: Logger) => Promise<AsyncDisposable>;
}

/**
 * Runs a service until a signal: settings, telemetry, start. Mistakes of configuration end the process with a line each
 * on standard error and exit code 78.
 */
export async function runService<T extends Settings>(service: Service<T>): Promise<never> {
  try {
    const config = readConfig(service.settings);
    const { logLevel, ...operations } = readConfig(ownSettings);
    const logger = createLogger(service.name, logLevel);
    const telemetry = startTelemetry(service.name, {
      servesMetrics: operations.metricsPort !== undefined,
    });
    const unknown = describeUnknownNames(process.env);
    forgetSecrets(service.settings);
    if (unknown.length > 0) logger.warn({ unknown }, 'environment variables that are no settings');
    await serveOperations(operations, telemetry, logger);
    await runUntilSignal(logger, service.graceMs(config), () => service.start(config, logger));
    await telemetry[Symbol.asyncDispose]();
    return process.exit();
  } catch (fault) {
    if (!(fault instanceof ConfigFault)) throw fault;
    printConfigFault(service.name, fault);
    return process.exit(EXIT_CONFIG);
  }
}

const { logLevel, metricsHost, metricsPort } = commonSettings;
const ownSettings = { logLevel, metricsHost, metricsPort };

/** Serves metrics, where there is a port for them. */
async function serveOperations(
  { metricsHost: host, metricsPort: port }: Omit<Config<typeof ownSettings>, 'logLevel'>,
  { serveMetrics }: Telemetry,
  logger: Logger,
): Promise<void> {
  if (port === undefined) return;
  const server = await openOperationsServer({ host, port, routes: { '/metrics': serveMetrics } });
  logger.info({ host, port: server.port }, 'metrics are served');
}
