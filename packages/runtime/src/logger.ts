import { pino } from 'pino';
import type { Logger } from 'pino';

export type { Logger } from 'pino';

/** Makes the service's logger: JSON lines on standard output, with secrets cut out of whatever is logged by mistake. */
export function createLogger(name: string, level: string): Logger {
  return pino({
    name,
    level,
    redact: {
      paths: ['req.headers.authorization', 'headers.authorization', '*.shared_key', '*.token', '*.password'],
      censor: '[redacted]',
    },
  });
}
