import type { Settings } from './config.ts';

/**
 * Removes secrets from the environment once they are read, so that no report of the process and no program that it
 * starts gets them.
 */
export function forgetSecrets(settings: Settings, environment: NodeJS.ProcessEnv = process.env): void {
  for (const { env, secret } of Object.values(settings)) {
    if (secret === true) Reflect.deleteProperty(environment, env);
  }
}
