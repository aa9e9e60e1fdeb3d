import { expect, test } from 'vitest';
import type { Diagnosis } from '../api/entities.ts';
import { examine, type Examined } from './examine.ts';

const now = Date.parse('2026-11-29T12:00:00Z');
const healthy: Diagnosis = {
  version: '0.1.0',
  now: '2026-11-29T12:00:00.000000+00:00',
  token: { id: 't1', scope: 'admin', project: null },
  queue: 'ok',
  workers: {
    alive: 2,
    draining: 0,
    last_claim_at: '2026-11-29T11:59:59.000000+00:00',
    barrier: { seccomp: 'in_force', landlock: 'in_force' },
    versions: ['0.1.0'],
  },
  operation: {
    oldest_due_ms: 0,
    partitions_ahead: 7,
    default_partition_used: false,
    egress_allow: [],
    differing_tokens: [],
    can_mail: true,
  },
};

function findings(diagnosis: Diagnosis, over: Partial<Examined> = {}) {
  return examine({ diagnosis, clientVersion: '0.1.0', askedAt: now, answeredAt: now, ...over });
}

const { workers, operation } = healthy;
const withWorkers = (over: Partial<Diagnosis['workers']>) => ({
  ...healthy,
  workers: { ...workers, ...over },
});
const withOperation = (over: object) => ({ ...healthy, operation: { ...operation, ...over } }) as Diagnosis;

test('a healthy installation has only good findings, one for each check', () => {
  const found = findings(healthy);
  expect(found.filter(({ state }) => state !== 'ok')).toEqual([]);
  expect(found.map(({ check }) => check)).toEqual([
    'versions',
    'token',
    'clock',
    'workers',
    'barrier',
    'Redis',
    'due runs',
    'partitions',
    'egress',
    'mail',
    'repeats',
  ]);
});

test.each<[string, Diagnosis, string, string]>([
  [
    'repeats',
    withOperation({ differing_tokens: [{ id: 't1', name: 'ci', posts: 2 }] }),
    'warning',
    'ci (t1): 2',
  ],
  ['versions', { ...healthy, version: '0.2.0' }, 'warning', 'ingest 0.2.0'],
  ['versions', withWorkers({ versions: ['0.1.0', '0.0.9'] }), 'warning', 'workers 0.1.0, 0.0.9'],
  ['clock', { ...healthy, now: '2026-11-29T12:05:00+00:00' }, 'problem', '300 s ahead of'],
  ['clock', { ...healthy, now: '2026-11-29T11:58:00+00:00' }, 'problem', '120 s behind'],
  ['workers', withWorkers({ alive: 0, versions: [] }), 'problem', 'none is alive'],
  ['workers', withWorkers({ draining: 2 }), 'problem', 'all 2 are drained'],
  ['workers', withWorkers({ draining: 1 }), 'ok', '2 alive, 1 of them drained'],
  ['barrier', withWorkers({ barrier: { seccomp: 'missing', landlock: 'missing' } }), 'problem', 'missing'],
  [
    'barrier',
    withWorkers({ barrier: { seccomp: 'partly', landlock: 'partly' } }),
    'problem',
    'on some workers',
  ],
  [
    'barrier',
    withWorkers({ barrier: { seccomp: 'in_force', landlock: 'missing' } }),
    'warning',
    'Landlock missing',
  ],
  [
    'barrier',
    withWorkers({ barrier: { seccomp: 'unknown', landlock: 'unknown' } }),
    'unknown',
    'no worker has',
  ],
  ['Redis', { ...healthy, queue: 'evicting' }, 'problem', 'may evict keys'],
  ['Redis', { ...healthy, queue: 'degraded' }, 'problem', 'unreachable'],
  ['due runs', withOperation({ oldest_due_ms: 5000 }), 'ok', '5 s'],
  ['due runs', withOperation({ oldest_due_ms: 90_000 }), 'problem', 'no worker claims lanes'],
  ['partitions', withOperation({ partitions_ahead: 1 }), 'problem', '1 of the coming 7 days'],
  ['partitions', withOperation({ default_partition_used: true }), 'warning', 'default partition'],
  ['egress', withOperation({ egress_allow: ['10.0.0.1:443'] }), 'ok', '10.0.0.1:443'],
  ['egress', withOperation({ egress_allow: ['10.0.0.0/8'] }), 'warning', '10.0.0.0/8'],
  ['mail', withOperation({ can_mail: false }), 'warning', 'no mail server'],
  ['mail', withOperation({ can_mail: null }), 'unknown', 'no worker'],
])('%s: %#', (check, diagnosis, state, text) => {
  const found = findings(diagnosis).find((finding) => finding.check === check);
  expect(found).toMatchObject({ state, finding: expect.stringContaining(text) as string });
  expect(found?.advice === undefined).toBe(state === 'ok' || state === 'unknown');
});

test('runs that wait while workers claim lanes are no problem yet', () => {
  const claimedNow = withOperation({ oldest_due_ms: 90_000 });
  const diagnosis = { ...claimedNow, workers: { ...workers, last_claim_at: new Date().toISOString() } };
  expect(findings(diagnosis).find(({ check }) => check === 'due runs')).toMatchObject({ state: 'warning' });
});

test('the time that an answer takes is no skew', () => {
  const slow = { askedAt: now - 60_000, answeredAt: now + 60_000 };
  expect(findings(healthy, slow).find(({ check }) => check === 'clock')).toMatchObject({ state: 'ok' });
});

test('what only operators are told is unknown to others', () => {
  const { operation: _operation, ...others } = healthy;
  const states = findings(others).map(({ check, state }) => `${check} ${state}`);
  expect(states.slice(-5)).toEqual([
    'due runs unknown',
    'partitions unknown',
    'egress unknown',
    'mail unknown',
    'repeats unknown',
  ]);
});
