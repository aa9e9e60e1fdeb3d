import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findRedis } from '@upshot/local/find-redis';
import { freePort } from '@upshot/local/free-port';
import { environmentFor } from '@upshot/local/redis-binary';
import { spawnServer, type ServerProcess } from '@upshot/local/server-process';
import { eventually } from '@upshot/testing/eventually';
import { Redis } from 'ioredis';

/** The password of every server and sentinel. */
const password = 'p@ss/word';

/** Servers of Redis that know each other. */
export interface RedisServers extends AsyncDisposable {
  readonly ports: readonly number[];
  readonly url: string;
  /** `kill -9` of the server at this port. */
  kill(port: number): Promise<void>;
  /** Starts the server at this port again, with its data. */
  restart(port: number): Promise<void>;
  /** The port of the server that takes writes. */
  master(): Promise<number>;
}

interface Machine extends AsyncDisposable {
  start(port: number, configuration: readonly string[], mode?: '--sentinel'): Promise<void>;
  kill(port: number): Promise<void>;
}

/** A master, a replica, and three sentinels of which two decide. */
export async function startSentinelSet(): Promise<RedisServers> {
  await using parts = new AsyncDisposableStack();
  const machine = parts.use(await openMachine());
  const [first, second] = await freePorts(2);
  const sentinels = await freePorts(3);
  const serve = (port: number, replicaOf?: number) =>
    machine.start(port, [
      `requirepass "${password}"`,
      `masterauth "${password}"`,
      'maxmemory-policy noeviction',
      'repl-diskless-sync-delay 0',
      ...(replicaOf === undefined ? [] : [`replicaof 127.0.0.1 ${replicaOf}`]),
    ]);
  await serve(first);
  await serve(second, first);
  await eventually(async () => {
    if (!(await ask(second, (redis) => redis.info('replication'))).includes('master_link_status:up'))
      throw new Error('the replica has not reached its master');
  });
  for (const port of sentinels) await machine.start(port, sentinelLines(first), '--sentinel');
  const master = async () => {
    const said = await ask(sentinels[0], (redis) =>
      redis.call('sentinel', 'get-master-addr-by-name', 'main'),
    );
    return Number((said as readonly string[])[1]);
  };
  await eventually(async () => {
    const known = await ask(sentinels[0], (redis) => redis.call('sentinel', 'ckquorum', 'main'));
    const replicas = await ask(sentinels[0], (redis) => redis.call('sentinel', 'replicas', 'main'));
    if (!String(known).startsWith('OK 3') || (replicas as readonly unknown[]).length !== 1)
      throw new Error('the sentinels do not know each other');
  });
  const started = parts.move();
  const hosts = sentinels.map((port) => `127.0.0.1:${port}`).join(',');
  const [user, asked] = [encodeURIComponent(password), new URLSearchParams({ sentinel_password: password })];
  return {
    ports: [first, second],
    url: `redis+sentinel://:${user}@${hosts}/main/3?${asked.toString()}`,
    kill: (port) => machine.kill(port),
    restart: async (port) => serve(port, await master()),
    master,
    [Symbol.asyncDispose]: () => started.disposeAsync(),
  };
}

/** Three masters that share the slots, each with no replica. */
export async function startCluster(): Promise<Pick<RedisServers, 'url' | 'ports'> & AsyncDisposable> {
  await using parts = new AsyncDisposableStack();
  const machine = parts.use(await openMachine());
  const ports = await freePorts(3);
  for (const port of ports) {
    await machine.start(port, [
      'cluster-enabled yes',
      `cluster-port ${await freePort()}`,
      `requirepass "${password}"`,
      `masterauth "${password}"`,
    ]);
  }
  await joinCluster(ports);
  const started = parts.move();
  const hosts = ports.map((port) => `127.0.0.1:${port}`).join(',');
  return {
    ports,
    url: `redis+cluster://:${encodeURIComponent(password)}@${hosts}`,
    [Symbol.asyncDispose]: () => started.disposeAsync(),
  };
}

const SLOTS = 16_384;

async function joinCluster(ports: readonly [number, ...number[]]): Promise<void> {
  const share = Math.ceil(SLOTS / ports.length);
  const [first] = ports;
  for (const [index, port] of ports.entries()) {
    const last = Math.min(SLOTS, (index + 1) * share) - 1;
    await ask(port, (redis) => redis.call('cluster', 'addslotsrange', index * share, last));
    const [, bus = ''] = (await ask(port, (redis) =>
      redis.config('GET', 'cluster-port'),
    )) as readonly string[];
    await ask(first, (redis) => redis.call('cluster', 'meet', '127.0.0.1', port, bus));
  }
  for (const port of ports) {
    await eventually(async () => {
      const state = String(await ask(port, (redis) => redis.call('cluster', 'info')));
      if (!state.includes('cluster_state:ok') || !state.includes(`cluster_known_nodes:${ports.length}`))
        throw new Error(`the cluster is not ready: ${state}`);
    });
  }
}

function sentinelLines(master: number): readonly string[] {
  return [
    `requirepass "${password}"`,
    `sentinel monitor main 127.0.0.1 ${master} 2`,
    `sentinel auth-pass main ${password}`,
    `sentinel sentinel-pass ${password}`,
    'sentinel down-after-milliseconds main 500',
    'sentinel failover-timeout main 3000',
  ];
}

/** Starts servers in a folder of their own, and ends all of them. */
async function openMachine(): Promise<Machine> {
  const { command, libraryPath } = await findRedis(() => undefined);
  const directory = await mkdtemp(join(tmpdir(), 'upshot-redis-set-'));
  const running = new Map<number, ServerProcess>();
  return {
    async start(port, lines, mode) {
      const file = join(directory, `${port}.conf`);
      const common = ['bind 127.0.0.1', `port ${port}`, `dir "${directory}"`, `pidfile "${file}.pid"`];
      const files = [`dbfilename "${port}.rdb"`, `cluster-config-file "${port}-nodes.conf"`, 'save ""'];
      await writeFile(file, [...common, ...(mode === undefined ? files : []), ...lines, ''].join('\n'));
      const server = await spawnServer({
        command,
        args: mode === undefined ? [file] : [file, mode],
        cwd: directory,
        env: environmentFor(libraryPath),
        logFile: join(directory, `${port}.log`),
        stopSignal: 'SIGTERM',
      });
      running.set(port, server);
      await eventually(() => ask(port, (redis) => redis.ping()));
    },
    kill: async (port) => await running.get(port)?.kill(),
    async [Symbol.asyncDispose]() {
      for (const server of running.values()) await server.kill();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

async function freePorts<const N extends 2 | 3>(count: N) {
  const ports: number[] = [];
  while (ports.length < count) {
    const port = await freePort();
    if (!ports.includes(port)) ports.push(port);
  }
  return ports as unknown as N extends 2 ? [number, number] : [number, number, number];
}

async function ask<T>(port: number, question: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = new Redis({ port, password, lazyConnect: true, retryStrategy: () => null });
  redis.on('error', () => undefined);
  try {
    await redis.connect();
    return await question(redis);
  } finally {
    redis.disconnect();
  }
}
