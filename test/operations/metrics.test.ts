import { createServer } from 'node:http';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { MetricTable } from '@upshot/runtime/metric';
import { eventually } from '@upshot/testing/eventually';
import { startWorker } from '@upshot/testing/processes';
import { pushActivity, startSystem } from '@upshot/testing/system';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ingestMetrics } from '../../services/ingest/src/metrics.ts';
import { workerMetrics } from '../../services/worker/src/metrics.ts';
import { operationsUrl, scrape, valueOf, type Family } from './support/exposition.ts';

type System = Awaited<ReturnType<typeof startSystem>>;

let system: System;
let ingest: ReadonlyMap<string, Family>;
let worker: ReadonlyMap<string, Family>;
const receiver = createServer((_request, response) => response.writeHead(204).end());

beforeAll(async () => {
  receiver.listen(0, '127.0.0.1');
  await once(receiver, 'listening');
  const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`;
  system = await startSystem({
    environment: { UPSHOT_METRICS_PORT: '0', UPSHOT_EGRESS_ALLOW: '127.0.0.0/8' },
  });
  await system.addIntegration({ type: 'script', script: `fetch('${url}')`, events: ['*'] });
  await system.addIntegration({ type: 'webhook', url, events: ['*'] });
  await system.post(await pushActivity('measured'));
  await system.post(await pushActivity('measured'));
  await system.logged(2);
  ingest = await scrape(await operationsUrl(system.ingest));
  worker = await scrape(await operationsUrl(system.workers[0] ?? system.ingest));
});

afterAll(async () => {
  await system[Symbol.asyncDispose]();
  receiver.close();
});

const docs = readFile(join(import.meta.dirname, '../../docs/metrics.md'), 'utf8');

describe.each([
  ['ingest', ingestMetrics, () => ingest],
  ['worker', workerMetrics, () => worker],
] as const)('the metrics of a real %s', (_service, table: MetricTable, families) => {
  test('are those of its table, with the same types, texts and labels', () => {
    for (const { name, kind, doc, labels } of Object.values(table)) {
      const family = families().get(name);
      const type = kind === 'total' ? 'counter' : kind;
      expect({ name, ...family }).toMatchObject({ name, type, help: doc });
      expect({ name, samples: family?.samples }).not.toEqual({ name, samples: [] });
      for (const sample of family?.samples ?? []) {
        const { le: _bound, ...own } = sample.labels;
        expect(Object.keys(own)).toEqual(Object.keys(labels));
        for (const [label, value] of Object.entries(own)) expect(labels[label]).toContain(value);
      }
    }
  });

  test('are all documented', async () => {
    const names = [...families().keys()].filter((name) => name !== 'target_info');
    expect(names.length).toBeGreaterThan(Object.keys(table).length);
    for (const name of names) expect(await docs).toContain(`\`${name}\``);
  });

  test('name projects and integrations nowhere', () => {
    const text = JSON.stringify([...families()].filter(([name]) => name !== 'target_info'));
    expect(text).not.toContain('shop');
    expect(text).not.toContain('measured');
  });
});

test('one activity that is posted twice counts as ingested, matched, attempted and answered', () => {
  expect(valueOf(ingest, 'upshot_activities_total', { result: 'recorded' })).toBe(1);
  expect(valueOf(ingest, 'upshot_activities_total', { result: 'duplicate' })).toBe(1);
  expect(valueOf(ingest, 'upshot_commit_rows_sum', { operation: 'record' })).toBe(2);
  expect(valueOf(ingest, 'upshot_requests_shed_total')).toBe(0);
  for (const type of ['script', 'webhook']) {
    expect(valueOf(ingest, 'upshot_runs_matched_total', { type })).toBe(1);
    expect(valueOf(worker, 'upshot_attempts_total', { type })).toBe(1);
    expect(valueOf(worker, 'upshot_attempts_total', { type, outcome: 'succeeded' })).toBe(1);
    for (const name of ['queue_wait', 'run_duration', 'time_to_outcome'])
      expect(valueOf(worker, `upshot_${name}_seconds_count`, { type })).toBe(1);
    const wait = valueOf(worker, 'upshot_queue_wait_seconds_sum', { type });
    expect(wait).toBeGreaterThan(0);
    expect(valueOf(worker, 'upshot_time_to_outcome_seconds_sum', { type })).toBeGreaterThan(wait);
  }
  for (const request of ['fetch', 'webhook']) {
    expect(valueOf(worker, 'upshot_outbound_requests_total', { request, status_class: '2xx' })).toBe(1);
  }
  // Two beginnings and two outcomes.
  expect(valueOf(worker, 'upshot_commit_rows_sum', { operation: 'settle' })).toBe(4);
  expect(valueOf(worker, 'upshot_script_cpu_seconds_total')).toBeGreaterThan(0);
  expect(valueOf(worker, 'upshot_slots_started_total')).toBeGreaterThan(0);
});

test('the oldest age grows while no worker takes a lane, and is 0 again afterwards', async () => {
  const url = await operationsUrl(system.ingest);
  const oldestAge = async (type: string) =>
    valueOf(await scrape(url), 'upshot_lane_oldest_age_seconds', { type });
  expect(await oldestAge('script')).toBe(0);
  const [only] = system.workers;
  only?.signal('SIGSTOP');
  await system.post(await pushActivity('waiting'));
  await eventually(async () => expect(await oldestAge('script')).toBeGreaterThan(1));
  expect(valueOf(await scrape(url), 'upshot_lanes_waiting')).toBe(2);
  only?.signal('SIGCONT');
  await eventually(async () => expect(await oldestAge('script')).toBe(0));
});

test('paused integrations are counted, and make no lane wait', async () => {
  const url = await operationsUrl(system.ingest);
  const id = await system.addIntegration({ type: 'script', script: '0', events: ['*'] });
  await system.call('POST', `/projects/shop/integrations/${id}/pause`);
  await eventually(async () => {
    const families = await scrape(url);
    expect(valueOf(families, 'upshot_paused_integrations', { by: 'person' })).toBe(1);
    expect(valueOf(families, 'upshot_paused_integrations', { by: 'receiver' })).toBe(0);
  });
});

test('other paths and methods are refused', async () => {
  const url = await operationsUrl(system.ingest);
  const unknown = await fetch(`${url}/api/projects`);
  expect([unknown.status, await unknown.text()]).toEqual([404, 'There is only: /metrics\n']);
  expect((await fetch(`${url}/metrics`, { method: 'POST' })).status).toBe(405);
});

test('a service whose port is taken ends at once and names the setting', async () => {
  const { port } = new URL(await operationsUrl(system.ingest));
  const starting = startWorker({
    DATABASE_URL: system.databaseUrl,
    REDIS_URL: system.redisUrl,
    UPSHOT_METRICS_PORT: port,
  });
  await expect(starting).rejects.toThrow(
    `upshot-worker: UPSHOT_METRICS_PORT: cannot listen on 127.0.0.1:${port} (EADDRINUSE)`,
  );
});
