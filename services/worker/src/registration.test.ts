import { readLiveWorkers } from '@upshot/ledger/workers/read';
import { createTestLedger } from '@upshot/testing/ledger';
import { idleLoad } from '@upshot/testing/worker-report';
import { eventually } from '@upshot/testing/eventually';
import { expect, test } from 'vitest';
import { register } from './registration.ts';
import { recordEvents } from './testing/recorded-events.ts';

const idle = { readLoad: () => idleLoad, isDrained: () => false, onDrainAsked: () => undefined };

test('a worker registers at once, adds its barrier and its claims, and leaves when it ends', async () => {
  await using ledger = await createTestLedger();
  const { database } = ledger;
  const { events, reported } = recordEvents();
  const raised = Promise.withResolvers<{ seccomp: boolean; landlock: number }>();
  const fixed = { id: 'w', lanes: 8, egressAllow: [], canMail: false, mailGroups: [], ...idle };
  const registration = register({ database, events, barrier: raised.promise, reportMs: 20, ...fixed });
  const entry = async () => (await readLiveWorkers(database))[0];
  await eventually(async () =>
    expect(await entry()).toMatchObject({ id: 'w', seccomp: null, claimed_at: null }),
  );
  raised.resolve({ seccomp: true, landlock: 6 });
  registration.noteClaim();
  await eventually(async () => {
    const { seccomp, claimed_at } = (await entry()) ?? {};
    expect({ seccomp, hasClaimed: claimed_at instanceof Date }).toEqual({ seccomp: true, hasClaimed: true });
  });
  await registration[Symbol.asyncDispose]();
  expect(await entry()).toBeUndefined();
  expect(reported).toEqual([]);
});

test('a worker whose ledger is away, or whose slots cannot start, goes on', async () => {
  await using ledger = await createTestLedger();
  const { database } = ledger;
  const { events, reported } = recordEvents();
  await database.schema.alterTable('workers').renameTo('elsewhere').execute();
  const barrier = Promise.reject(new Error('no slot can be started'));
  const fixed = { id: 'w', lanes: 8, egressAllow: [], canMail: false, mailGroups: [], ...idle };
  await using _registration = register({ database, events, barrier, reportMs: 20, ...fixed });
  await eventually(() => expect(reported.map(([name]) => name)).toContain('registrationFault'));
  await database.schema.alterTable('elsewhere').renameTo('workers').execute();
  await eventually(async () =>
    expect(await readLiveWorkers(database)).toMatchObject([{ id: 'w', seccomp: null }]),
  );
});
