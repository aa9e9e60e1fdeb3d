import { expect, test } from 'vitest';
import type { FinishedTrial } from '../run-trial.ts';
import { checkExpectation } from './check-expectation.ts';

const sent = [
  {
    method: 'POST',
    url: 'https://a.example/x',
    headers: [['accept', 'text/plain']],
    body: '{"text":"Ann pushed"}',
    redirect: 'follow',
  },
] as const;

const finished = {
  trial: {
    outcome: 'failed',
    error: { name: 'TypeError', message: 'no' },
    output: [
      [1, 'host', 'HTTP request POST https://a.example/x'],
      [2, 'log', 'Push number 4'],
      [3, 'warn', 'done'],
    ],
    requests: [{ method: 'POST', url: 'https://a.example/******', body: '{"text":"******"}' }],
    usage: { cpu_ms: 12 },
  },
  storage: new Map([['pushes', '4']]),
  sent,
  violations: [],
} as unknown as FinishedTrial;

test.each([
  [{ outcome: 'failed' }, []],
  [{}, ['outcome: expected succeeded, got failed (TypeError: no)']],
  [{ outcome: 'failed', output: ['Push number *', 'done'] }, []],
  [
    { outcome: 'failed', output: ['done'] },
    ['output: expected 1 line, got 2 lines', '  Push number 4', '  done'],
  ],
  [{ outcome: 'failed', output: ['Pull *', 'done'] }, ['output[0]: expected Pull *', '  got Push number 4']],
  [{ outcome: 'failed', output: { contains: 'number', not_contains: ['x'] } }, []],
  [
    { outcome: 'failed', output: { contains: ['x'], not_contains: 'done' } },
    ['output: no line contains x', 'output: a line contains done'],
  ],
  [{ outcome: 'failed', error: { name: 'Type*', message: 'no' } }, []],
  [{ outcome: 'failed', error: { message: 'yes' } }, ['error: expected *: yes', '  got TypeError: no']],
  [{ outcome: 'failed', requests: { count: 1 } }, []],
  [{ outcome: 'failed', requests: [] }, ['requests: expected 0, got 1', '  POST https://a.example/******']],
  [{ outcome: 'failed', requests: [{ url: 'https://a.example/*', body: { json: { text: 'Ann *' } } }] }, []],
  [
    { outcome: 'failed', requests: [{ body: { json: { text: 'Bob *' } } }] },
    ['requests[0].body: expected {"json":{"text":"Bob *"}}', '  got {"text":"******"}'],
  ],
  [
    { outcome: 'failed', requests: [{ method: 'GET' }] },
    ['requests[0].method: expected "GET"', '  got POST https://a.example/******'],
  ],
  [{ outcome: 'failed', storage: { pushes: 4, other: null } }, []],
  [{ outcome: 'failed', storage: { pushes: 5 } }, ['storage.pushes: expected 5, got 4']],
  [{ outcome: 'failed', cpu_ms: { max: 12 } }, []],
  [{ outcome: 'failed', cpu_ms: { max: 11 } }, ['cpu_ms: expected at most 11, got 12']],
] as const)('%o differs in %o', (expected, differences) => {
  expect(checkExpectation(expected, finished)).toEqual(differences);
});
