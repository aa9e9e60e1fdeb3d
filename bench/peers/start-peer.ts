import { join, relative } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from '@upshot/local/free-port';
import { startPostgres } from '@upshot/local/postgres';
import { startRedis } from '@upshot/local/redis';
import { projectDirectory, startService } from '@upshot/local/service';
import { temporaryDirectory } from '@upshot/local/temporary-directory';
import { warmLog } from '../support/warm-log.ts';
import type { Contender, Done } from './contender.ts';
import { installPackages } from './install-packages.ts';

/** How to start a peer: a program of `services/`, and what it needs. */
export interface Peer {
  readonly name: string;
  readonly program: string;
  readonly server?: 'postgres' | 'redis';
  /** npm packages by exact version that are not ours. */
  readonly packages?: Readonly<Record<string, string>>;
}

/** Starts a peer, with a server of its own if it needs one. */
export async function startPeer({ name, program, server, packages }: Peer): Promise<Contender> {
  await using parts = new AsyncDisposableStack();
  const { path: directory } = parts.use(await temporaryDirectory());
  const modules = packages === undefined ? '' : await installPackages(packages);
  const store = server === undefined ? undefined : parts.use(await starters[server](join(directory, server)));
  const port = await freePort();
  const service = await startService({
    name: program,
    main: relative(projectDirectory, join(import.meta.dirname, 'services', `${program}.ts`)),
    logDirectory: directory,
    isReady: (log) => log.includes('peer ready'),
    env: {
      // isolated-vm requires it.
      NODE_OPTIONS: '--no-node-snapshot --no-deprecation --no-warnings',
      NODE_ENV: 'production',
      PORT: String(port),
      STORE_URL: store?.url ?? '',
      PEER_MODULES: modules,
      PEER_DIRECTORY: directory,
    },
  });
  parts.adopt(service, ({ stop }) => stop());
  const running = parts.move();
  const url = `http://127.0.0.1:${port}`;
  return {
    name,
    url: `${url}/activities`,
    token: 'none',
    perRequest: 1,
    pids: { node: [service.pid], servers: store === undefined ? [] : [store.pid] },
    async expect(prefix, count) {
      const before = Number(await ask(`${url}/done`));
      return async () => {
        while (Number(await ask(`${url}/done`)) < before + count) await delay(50);
        return JSON.parse(await ask(`${url}/done?prefix=${prefix}`)) as readonly Done[];
      };
    },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

const starters = {
  redis: (directory: string) => startRedis({ directory }),
  async postgres(directory: string) {
    const postgres = await startPostgres({ directory });
    await warmLog(postgres.url);
    return postgres;
  },
};

async function ask(url: string): Promise<string> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url} was answered with ${response.status}: ${await response.text()}`);
  return await response.text();
}
