/**
 * `npm run bench:log-scale [-- --rows 10000000 --days 30 --rounds 5 --save]`: how long the lists of the API and the
 * documented queries take on a large activity log of one project. Takes about 1 GB of disk per million rows.
 */
import { parseArgs } from 'node:util';
import { enableReader } from '@upshot/ledger/reader/enable-reader';
import { savedQueries } from '@upshot/ledger/reader/saved-queries';
import { fillLog } from '@upshot/testing/fill-log';
import { openClient } from './support/open-client.ts';
import { percentile, printGoal } from './support/report.ts';
import { saveResult } from './support/save-result.ts';
import { startBenchSystem, type BenchSystem } from './support/system.ts';

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '10000000' },
    days: { type: 'string', default: '30' },
    rounds: { type: 'string', default: '5' },
    save: { type: 'boolean', default: false },
  },
});
const [rows, days, rounds] = [Number(values.rows), Number(values.days), Number(values.rounds)];

const LIST_MS = 300;
const QUERY_MS = 1000;

await using system = await startBenchSystem(0);
const integration = await createIntegrations(system, 20);
const startedAt = performance.now();
await fillLog(system.databaseUrl, { project: 'bench', rows, days });
console.log(
  `${rows} rows over ${days} days, filled in ${((performance.now() - startedAt) / 1000).toFixed(0)} s`,
);

const series: Record<string, readonly number[]> = {};
console.log(`lists and counts, ms (goal ${LIST_MS}): median, longest`);
for (const [name, path] of lists(integration)) await measure(name, LIST_MS, () => get(system, path));
console.log(`documented queries, ms (goal ${QUERY_MS}): median, longest`);
{
  await using reader = await openClient(await enableReader(system.databaseUrl, 'bench-reader'));
  for (const { name, sql } of savedQueries) await measure(`query ${name}`, QUERY_MS, () => reader.query(sql));
}
if (values.save) {
  const command = `npm run bench:log-scale -- --rows ${rows} --days ${days} --rounds ${rounds}`;
  saveResult('log-scale', {
    command,
    note: 'One project, 20 integrations; the server alone.',
    values: series,
  });
}

async function measure(name: string, goalMs: number, ask: () => Promise<unknown>): Promise<void> {
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const asked = performance.now();
    await ask();
    times.push(Number((performance.now() - asked).toPrecision(3)));
  }
  series[name] = times;
  const median = percentile(times, 0.5);
  printGoal(`${name.padEnd(52)} ${String(median).padStart(7)} ${Math.max(...times)}`, median <= goalMs);
}

/** What a console and a command line ask for, and filters that match little. */
function lists(id: string): readonly (readonly [string, string])[] {
  const hour = new Date(Date.now() - 3_600_000).toISOString();
  const week = new Date(Date.now() - 7 * 86_400_000).toISOString();
  return [
    ['runs', 'runs'],
    ['runs in short', 'run-summaries?count=50'],
    ['runs that failed', 'run-summaries?outcome=failed'],
    ['runs with an outcome that none has', 'runs?outcome=out_of_memory'],
    ['runs that wait', 'runs?state=pending'],
    ['runs of a type that none has', 'runs?type=environment.backup'],
    ['runs of a version that none has', 'runs?version=7'],
    ['runs of one integration', `runs?integration=${id}`],
    [
      'runs of one integration, with an outcome that none has',
      `runs?integration=${id}&outcome=out_of_memory`,
    ],
    ['runs of one activity', 'runs?activity=a12345'],
    ['counts of an hour', `run-counts?from=${hour}&bucket_seconds=60`],
    ['counts of a day', 'run-counts'],
    ['counts of a week', `run-counts?from=${week}&bucket_seconds=21600`],
    ['activities', 'activities'],
    ['activities of a result that none has', 'activities?result=failure'],
    ['activities of a type that none has', 'activities?type=environment.backup'],
    ['activities that fired nothing', 'activities?fired=none'],
    ['activities with a failed run', 'activities?fired=failed'],
    ['activities of an environment that none has', 'environments/nowhere/activities'],
    ['activities of an integration', `integrations/${id}/activities`],
    ['activities of an integration that wait', `integrations/${id}/activities?state=pending`],
    [
      'activities of an integration with a result that none has',
      `integrations/${id}/activities?result=failure`,
    ],
    ['issues of a day', 'issues'],
    ['integrations', 'integrations'],
  ];
}

async function get({ api, token }: BenchSystem, path: string): Promise<void> {
  const response = await fetch(`${api}/projects/bench/${path}`, {
    headers: { authorization: `Bearer ${token}` },
  });
  if (!response.ok) throw new Error(`${path} was answered with ${response.status}: ${await response.text()}`);
  await response.arrayBuffer();
}

/** Creates the project and its integrations, and returns the id of one. */
async function createIntegrations({ api, token }: BenchSystem, count: number): Promise<string> {
  const send = async (method: string, path: string, body: unknown) => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const response = await fetch(`${api}/${path}`, { method, headers, body: JSON.stringify(body) });
    if (!response.ok)
      throw new Error(`${path} was answered with ${response.status}: ${await response.text()}`);
    return (await response.json()) as { readonly _embedded?: { readonly entity: { readonly id: string } } };
  };
  await send('PUT', 'projects/bench', { title: 'Bench' });
  let id = '';
  for (let number = 0; number < count; number += 1) {
    const fields = { type: 'script', name: `script-${number}`, script: `console.log(${number});` };
    id = (await send('POST', 'projects/bench/integrations', fields))._embedded?.entity.id ?? id;
  }
  return id;
}
