import { ConfigFault, EXIT_CONFIG, printConfigFault } from './config-fault.ts';
import { readConfig, type Config, type Settings } from './config.ts';
import { commonSettings } from './common-settings.ts';
import { forgetSecrets } from './forget-secrets.ts';
import { healthRoutes, type ServiceHealth } from './health-routes.ts';
import { runUntilSignal } from './lifecycle.ts';
import { createLogger, type Logger } from './logger.ts';
import { openOperationsServer, type Route } from './operations-server.ts';
import { startTelemetry } from './telemetry.ts';
import { describeUnknownNames } from './unknown-names.ts';

/** A service as `main.ts` gives it. */
export interface Service<T extends Settings> {
  readonly name: string;
  readonly settings: T;
  /** How long a shutdown may take before the process is killed. */
  readonly graceMs: (config: Config<T>) => number;
  readonly start: (config: Config<T>, logger: Logger) => Promise<RunningService>;
  /** Whether `/livez` and `/readyz` are served beside `/metrics`. */
  readonly servesHealth?: boolean;
}

/** A service that has started. */
export interface RunningService extends AsyncDisposable {
  readonly health?: ServiceHealth;
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
    let running: RunningService | undefined;
    const health = service.servesHealth === true ? healthRoutes(() => running?.health) : {};
    await serveOperations(operations, { ...health, '/metrics': telemetry.serveMetrics }, logger);
    await runUntilSignal(logger, service.graceMs(config), async () => {
      running = await service.start(config, logger);
      return running;
    });
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

/** Serves metrics and health, where there is a port for them. */
async function serveOperations(
  { metricsHost: host, metricsPort: port }: Omit<Config<typeof ownSettings>, 'logLevel'>,
  routes: Readonly<Record<string, Route>>,
  logger: Logger,
): Promise<void> {
  if (port === undefined) return;
  const server = await openOperationsServer({ host, port, routes });
  logger.info({ host, port: server.port }, 'operations are served');
}
