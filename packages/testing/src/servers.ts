import { inject } from 'vitest';
import type { SharedServers } from './shared-servers.ts';

/** The servers of this test run. Throws, with the reason, when they could not be started. */
export function sharedServers(): { readonly databaseUrl: string; readonly redisUrl: string } {
  const servers: SharedServers = inject('servers');
  if ('failure' in servers)
    throw new Error(`This test needs the servers, which failed to start: ${servers.failure}`);
  return servers;
}
