import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { eventually } from '@upshot/testing/eventually';
import { pushActivity, startSystem, type TestSystem } from '@upshot/testing/system';

const FINE = 8;

/** Counts, and does what the poisonous activity makes it do before that. */
const counter = (poison: string) => `
if (activity.id === 'poison') { ${poison} }
const storage = require('storage');
storage.set('counter', (storage.get('counter') || 0) + 1);
`;

describe.concurrent('a run that kills its worker is quarantined, and all other runs continue', () => {
  it('when its slot dies each time', { timeout: 120_000 }, async () => {
    await using system = await startSystem({ workers: 1 });
    const entries = await poison(system, `'a'.repeat(2 ** 28).split('');`);
    expect(entries).toMatchObject([
      { attempt: 1, outcome: 'crashed', is_final: false },
      { attempt: 2, outcome: 'crashed', is_final: false },
      { attempt: 3, outcome: 'quarantined', is_final: true },
    ]);
    expect(entries[2]?.error_message).toMatch(/the run is given up after 3 such attempts$/);
  });

  it('when its worker dies each time', { timeout: 180_000 }, async () => {
    await using parts = new AsyncDisposableStack();
    const killer = await startKiller();
    parts.defer(() => void killer.server.close());
    const environment = { UPSHOT_EGRESS_ALLOW: `127.0.0.1:${killer.port}`, UPSHOT_LOCK_MS: '3000' };
    const system = parts.use(await startSystem({ workers: 4, environment }));
    killer.system = system;
    const entries = await poison(system, `fetch('http://127.0.0.1:${killer.port}/');`);
    expect(entries).toMatchObject([
      { attempt: 1, outcome: 'interrupted', is_final: false },
      { attempt: 2, outcome: 'interrupted', is_final: false },
      { attempt: 3, outcome: 'quarantined', is_final: true },
    ]);
    expect(entries[2]?.error_message).toBe(
      'the worker died during this attempt, as during 2 before: the run is given up',
    );
    expect(killer.victims.size).toBe(3);
  });
});

interface Entry {
  readonly attempt: number;
  readonly outcome: string;
  readonly is_final: boolean;
  readonly error_message: string | null;
}

/** Posts one poisonous activity and others; resolves with the poisoned run's entries when all have their outcomes. */
async function poison(system: TestSystem, script: string): Promise<readonly Entry[]> {
  const poisoned = await system.addIntegration({ type: 'script', script: counter(script) });
  const healthy = await system.addIntegration({ type: 'script', script: counter('') });
  await system.post(await pushActivity('poison'));
  for (let index = 0; index < FINE; index++) await system.post(await pushActivity(`fine${index}`));
  const outcomes = async () =>
    await system.query(
      `select integration_id as id, outcome, count(*)::int as runs from activity_log
       where is_final group by 1, 2 order by outcome, runs`,
    );
  await eventually(
    async () =>
      expect(await outcomes()).toEqual([
        { id: poisoned, outcome: 'quarantined', runs: 1 },
        { id: poisoned, outcome: 'succeeded', runs: FINE },
        { id: healthy, outcome: 'succeeded', runs: FINE + 1 },
      ]),
    { withinMs: 90_000 },
  );
  expect(await system.query('select integration_id as id, value from storage order by value::int')).toEqual([
    { id: poisoned, value: String(FINE) },
    { id: healthy, value: String(FINE + 1) },
  ]);
  return await system.query<Entry>(
    `select attempt, outcome, is_final, error_message from activity_log
     where activity_id = 'poison' and integration_id = $1 order by attempt`,
    [poisoned],
  );
}

/** Kills, at each request, the worker that made it. */
interface Killer {
  readonly server: Server;
  readonly port: number;
  system: TestSystem | undefined;
  readonly victims: Set<number>;
}

async function startKiller(): Promise<Killer> {
  const victims = new Set<number>();
  const server = createServer(() => {
    if (killer.system !== undefined) void killMaker(killer.system, victims);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const killer: Killer = { server, port, system: undefined, victims };
  return killer;
}

async function killMaker({ query, workers }: TestSystem, victims: Set<number>): Promise<void> {
  const [run] = await query<{ worker: string }>(
    `select begun_by as worker from pending_runs where activity_id = 'poison' and begun_by is not null`,
  );
  const pid = Number(run?.worker.split('.').at(-2));
  await workers.find((worker) => worker.pid === pid)?.kill();
  victims.add(pid);
}
