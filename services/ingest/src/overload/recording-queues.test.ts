import { beforeEach, expect, test } from 'vitest';
import { createRecordingQueues, type RecordingQueues } from './recording-queues.ts';

interface Batch {
  readonly requests: readonly string[];
  readonly end: () => void;
}

const estimator = {
  learn: () => undefined,
  predict: (weight: number) => weight,
  share: (weight: number) => weight,
};
let queues: RecordingQueues<string, string>;
let batches: Batch[];

beforeEach(() => {
  batches = [];
  queues = createRecordingQueues({
    estimator,
    maxItems: 100,
    maxWeight: 1000,
    flush: (requests) =>
      new Promise((resolve) => {
        batches.push({ requests, end: () => resolve(requests.map((request) => `done ${request}`)) });
      }),
  });
});

const submit = (project: string, request: string) => queues.of(project).submit(project, 10, request);
const settle = () => new Promise(setImmediate);
const inFlight = () => batches.map(({ requests }) => requests);

test('requests of one project keep no other project waiting', async () => {
  submit('busy', 'b1');
  await settle();
  submit('busy', 'b2');
  const quiet = submit('quiet', 'q1');
  await settle();
  expect(inFlight()).toEqual([['b1'], ['q1']]);
  batches[1]?.end();
  expect(await quiet.result).toBe('done q1');
});

test('a project that was in the queue before a flood takes turns with it', async () => {
  submit('quiet', 'q1');
  submit('other', 'o1');
  submit('busy', 'b1');
  await settle();
  expect(inFlight()).toEqual([['q1', 'b1'], ['o1']]);
  for (let n = 2; n < 40; n++) submit('busy', `b${n}`);
  submit('quiet', 'q2');
  batches[0]?.end();
  await settle();
  expect(inFlight()[2]).toEqual(['b2', 'q2']);
});

test('a batch that fails, or is too large, leaves no request counted in its queue', async () => {
  const fail = createRecordingQueues<string, string>({
    estimator,
    maxItems: 100,
    maxWeight: 1000,
    isTooMuch: () => true,
    flush: (requests) => {
      batches.push({ requests, end: () => undefined });
      return Promise.reject(new Error('away'));
    },
  });
  const lost = ['b1', 'b2'].map((request) => fail.of('busy').submit('busy', 10, request).result);
  expect(await Promise.allSettled(lost)).toMatchObject([{ status: 'rejected' }, { status: 'rejected' }]);
  expect(inFlight()).toEqual([['b1', 'b2'], ['b1'], ['b2']]);
  const [first, second] = [fail.of('busy'), fail.of('busy')];
  first.submit('other', 10, 'o1').result.catch(() => undefined);
  expect(fail.of('busy')).not.toBe(second);
  await fail.idle();
});

test('requests of one project are carried out one after the other, in their order', async () => {
  submit('busy', 'b1');
  await settle();
  const rest = ['b2', 'b3', 'b4'].map((request) => submit('busy', request));
  await settle();
  expect(inFlight()).toEqual([['b1']]);
  batches[0]?.end();
  await settle();
  expect(inFlight()).toEqual([['b1'], ['b2', 'b3', 'b4']]);
  batches[1]?.end();
  expect(await Promise.all(rest.map(({ result }) => result))).toEqual(['done b2', 'done b3', 'done b4']);
});

test('a project without requests in flight goes to the queue with the shortest wait', async () => {
  for (const project of ['a', 'b', 'c']) submit(project, project);
  await settle();
  expect(inFlight()).toEqual([['a', 'c'], ['b']]);
  batches[1]?.end();
  await settle();
  submit('d', 'd');
  await settle();
  expect(inFlight()[2]).toEqual(['d']);
});

test('a withdrawn request gives its capacity back and is not carried out', async () => {
  submit('busy', 'b1');
  await settle();
  const tickets = Array.from({ length: 40 }, (_, n) => submit('busy', `b${n + 2}`));
  expect(() => queues.of('busy').requireCapacity('busy')).toThrow(
    expect.objectContaining({ code: 'overloaded' }),
  );
  for (const ticket of tickets) {
    ticket.result.catch(() => undefined);
    expect(ticket.withdraw()).toBe(true);
    expect(ticket.withdraw()).toBe(false);
  }
  expect(() => queues.of('busy').requireCapacity('busy')).not.toThrow();
  batches[0]?.end();
  await queues.idle();
  expect(batches).toHaveLength(1);
});
