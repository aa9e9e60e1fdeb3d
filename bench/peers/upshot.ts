import { openClient } from '../support/open-client.ts';
import { countWritten, untilLogged } from '../support/outcomes.ts';
import { seedScripts } from '../support/seed-scripts.ts';
import { startBenchSystem } from '../support/system.ts';
import { script, types } from './activities.ts';
import type { Contender } from './contender.ts';

/** Starts ingest and a worker with the default settings; the requests of the second contender hold 20 activities. */
export async function startUpshot(): Promise<readonly Contender[]> {
  await using parts = new AsyncDisposableStack();
  const system = parts.use(await startBenchSystem(1));
  const client = parts.use(await openClient(system.databaseUrl));
  await seedScripts(system, { types, script });
  const { ingest, workers, postgres, redis } = system.pids;
  const single: Omit<Contender, keyof AsyncDisposable> = {
    name: 'upshot',
    url: `${system.api}/projects/bench/activities`,
    token: system.token,
    perRequest: 1,
    pids: { node: [ingest, ...workers], servers: [postgres, redis] },
    async expect(prefix, count) {
      const written = await countWritten(client);
      return () => untilLogged(client, { prefix, count, written });
    },
  };
  const running = parts.move();
  return [
    { ...single, [Symbol.asyncDispose]: () => running.disposeAsync() },
    {
      ...single,
      name: 'upshot, POSTs of 20',
      perRequest: 20,
      [Symbol.asyncDispose]: () => Promise.resolve(),
    },
  ];
}
