import { readLiveWorkers } from '@upshot/ledger/workers/read';
import { removeWorker, reportWorker } from '@upshot/ledger/workers/write';
import { createTestLedger } from '@upshot/testing/ledger';
import { idleLoad, idleReport } from '@upshot/testing/worker-report';
import { eventually } from '@upshot/testing/eventually';
import { expect, test } from 'vitest';
import { register } from './registration.ts';
import { recordEvents } from './testing/recorded-events.ts';

const idle = {
  readLoad: () => idleLoad,
  isDrained: () => false,
  onAnswer: () => undefined,
};
const fixed = { id: 'w', lanes: 8, egressAllow: [], canMail: false, mailGroups: [], ...idle };

test('a worker registers at once, adds its barrier and its claims, and leaves when it ends', async () => {
  await using ledger = await createTestLedger();
  const { database } = ledger;
  const { events, reported } = recordEvents();
  const raised = Promise.withResolvers<{ seccomp: boolean; landlock: number }>();
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
  await using _registration = register({ database, events, barrier, reportMs: 20, ...fixed });
  await eventually(() => expect(reported.map(([name]) => name)).toContain('registrationFault'));
  await database.schema.alterTable('elsewhere').renameTo('workers').execute();
  await eventually(async () =>
    expect(await readLiveWorkers(database)).toMatchObject([{ id: 'w', seccomp: null }]),
  );
});

test('a worker learns with each report whether live workers of older versions cannot open sealed values', async () => {
  await using ledger = await createTestLedger();
  const { database } = ledger;
  const { events } = recordEvents();
  const learned: (boolean | undefined)[] = [];
  await using registration = register({
    database,
    events,
    barrier: new Promise(() => undefined),
    ...fixed,
    onAnswer: (answer) => void learned.push(answer?.canAllOpenSealed),
  });
  const learn = async () => {
    await registration.report();
    return learned.at(-1);
  };
  expect(await learn()).toBe(true);
  await reportWorker(database, { ...idleReport, id: 'old' });
  await database.updateTable('workers').set({ opens_sealed_storage: null }).where('id', '=', 'old').execute();
  expect(await learn()).toBe(false);
  await database.schema.alterTable('workers').renameTo('elsewhere').execute();
  expect(await learn()).toBeUndefined();
  await database.schema.alterTable('elsewhere').renameTo('workers').execute();
  expect(await learn()).toBe(false);
  await removeWorker(database, 'old');
  expect(await learn()).toBe(true);
  const { opens_sealed_storage } = (await readLiveWorkers(database))[0] ?? {};
  expect(opens_sealed_storage).toBe(true);
});
