/**
 * `npm run bench:overload [-- --seconds 20 --times 3 --connections 256 --producers 1 --quiet 10 --integrations 20
 * --workers 1 --rounds 1 --only overload|neighbour --completed 240 --apart --workers-last --running]`: what happens
 * when more comes in than can be recorded, and what a project notices of another one that posts more than workers
 * complete. Settings of the services are taken from the environment. How much workers complete is measured in each
 * round; with --completed it is given, so that rounds are alike. With --apart everything has to do with one
 * processor, and producers have the others: as if they were on another machine. With --workers-last workers get a
 * processor after all others. With --running a system is measured that runs already, and is used for nothing else:
 * UPSHOT_URL, UPSHOT_TOKEN and DATABASE_URL lead to it.
 */
import { writeFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { generateActivities } from '@upshot/event-types/generate-activities';
import { flood } from './support/flood.ts';
import type { FloodOrder, FloodReport, Posted } from './support/flooder.ts';
import { openClient } from './support/open-client.ts';
import { keepToFirstProcessor } from './support/processors.ts';
import {
  compare,
  percentile,
  percentiles,
  print,
  printGenerator,
  printGoal,
  share,
} from './support/report.ts';
import { startBenchSystem, systemOfEnvironment } from './support/system.ts';
import { watchMachine, watchMemory } from './support/watch.ts';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '20' },
    times: { type: 'string', default: '3' },
    connections: { type: 'string', default: '256' },
    producers: { type: 'string', default: '1' },
    quiet: { type: 'string', default: '10' },
    integrations: { type: 'string', default: '20' },
    workers: { type: 'string', default: '1' },
    rounds: { type: 'string', default: '1' },
    only: { type: 'string' },
    completed: { type: 'string' },
    apart: { type: 'boolean', default: false },
    'workers-last': { type: 'boolean', default: false },
    running: { type: 'boolean', default: false },
  },
});
const seconds = Number(values.seconds);
const times = Number(values.times);
const producers = Number(values.producers);

const script = `
const storage = require('storage');
storage.set('counter', (storage.get('counter') || 0) + 1);
console.log(activity.type + ' on ' + activity.environments[0]);
`;
const pushes = generateActivities({ seed: 1, count: 100, types: ['environment.push'], states: ['complete'] });
const bodies = Array.from(pushes, ({ project: _project, id: _id, type: _type, ...body }) => body);

if (values.running && (values.only !== 'neighbour' || values['workers-last'] || values.apart)) {
  throw new Error(
    '--running works only with --only neighbour, without --workers-last and --apart: it knows no processes',
  );
}
const processorsOfProducers = values.apart ? await keepToFirstProcessor() : undefined;
await using own = values.running ? undefined : await startBenchSystem(Number(values.workers));
const system = own ?? systemOfEnvironment();
await using client = await openClient(system.databaseUrl);
if (own && values['workers-last']) {
  // Linux shares processor time out by session. Each of our services has its own, and a worker shares one with its
  // slots.
  for (const pid of own.pids.workers) await writeFile(`/proc/${pid}/autogroup`, '15');
}
const started = Date.now().toString(36);
for (let round = 1; round <= Number(values.rounds); round++) {
  if (own && values.only !== 'neighbour') await overload(round, own.pids.ingest);
  if (values.only !== 'overload') await neighbour(round);
}

/** Posts at a multiple of the accepted rate. */
async function overload(round: number, ingest: number): Promise<void> {
  const project = `flooded${round}`;
  const types = ['bench.flood'];
  await createProject(project, types);
  await post([project], { prefix: `warm${round}.`, types, connections: 32, seconds: 3 });
  const closed = await post([project], { prefix: `closed${round}.`, types, connections: 32, seconds: 5 });
  const capacity = accepted(closed).length / 5;
  const memory = watchMemory(ingest);
  const watch = watchMachine(own);
  const reports = await Promise.all(
    Array.from({ length: producers }, (_, producer) =>
      post([project], {
        prefix: `open${round}.${producer}.`,
        types,
        connections: Math.ceil(Number(values.connections) / producers),
        seconds,
        perSecond: (capacity * times) / producers,
      }),
    ),
  );
  const megabytes = memory.stop();
  const machine = await watch.stop();
  const all = reports.flatMap(({ posted }) => posted);
  const taken = all.filter(({ status }) => status === 202);
  const refused = all.filter(({ status }) => status === 429 || status === 503);

  console.log(`\noverload, round ${round}: ${times} times the accept capacity for ${seconds} s`);
  print('accept capacity, closed loop', `${capacity.toFixed(0)}/s`);
  print('offered', rate(all));
  for (const [status, some] of Object.entries(Object.groupBy(all, (sample) => sample.status))) {
    print(`answered with ${status === '0' ? 'nothing' : status}`, rate(some ?? []));
  }
  print(
    'refusals with retry-after',
    share(refused.filter((sample) => sample.hasRetryAfter).length, refused.length),
  );
  print('accepted: p50, p99, max', percentiles(taken.map(({ tookMs }) => tookMs)));
  print('refused: p50, p99, max', percentiles(refused.map(({ tookMs }) => tookMs)));
  print('memory of ingest, MB', megabytes.map((sample) => sample.toFixed(0)).join(' '));
  print('processors used', machine);
  print('accepted and in the ledger once', await countRecorded(project, taken));
  printGenerator('producers', reports);
  printGoal(
    'p99 of accepted answers <= 250 ms',
    percentile(
      taken.map(({ tookMs }) => tookMs),
      0.99,
    ) <= 250,
  );
}

/** How much of what is posted without a pause is completed a second, until nothing is due any more. */
async function completedPerSecond(project: string, types: readonly string[]): Promise<number> {
  const startedAt = performance.now();
  const warm = await post([project], { prefix: 'warm', types, connections: 16, seconds: 5 });
  await untilNothingIsDue();
  return accepted(warm).length / ((performance.now() - startedAt) / 1000);
}

/** Posts for quiet projects at half load, alone and then beside a noisy one. */
async function neighbour(round: number): Promise<void> {
  const noisy = `noisy-${started}-${round}`;
  const quiet = Array.from(
    { length: Number(values.quiet) },
    (_, index) => `quiet-${started}-${round}-${index}`,
  );
  const types = Array.from({ length: Number(values.integrations) }, (_, index) => `bench.${index}`);
  await untilNothingIsDue();
  await createProject(noisy, types);
  for (const project of quiet) await createProject(project, ['bench.quiet']);
  const measured = await completedPerSecond(noisy, types);
  const completed = Number(values.completed ?? measured);
  const quietly = {
    types: ['bench.quiet'],
    connections: 16,
    seconds,
    perSecond: completed / 2,
  };
  const watchAlone = watchMachine(own);
  const alone = await post(quiet, { prefix: 'alone', ...quietly });
  const machineAlone = await watchAlone.stop();
  const noise = post([noisy], {
    prefix: 'noise',
    types,
    connections: Number(values.connections),
    seconds: seconds + 3,
    perSecond: completed * times,
  });
  await delay(1500);
  const watchBeside = watchMachine(own);
  const beside = await post(quiet, { prefix: 'beside', ...quietly });
  const machineBeside = await watchBeside.stop();
  const loud = await noise;

  console.log(
    `\nnoisy neighbour, round ${round}: ${types.length} integrations, ${times} times the completed rate; ` +
      `${quiet.length} quiet projects with half of the completed rate`,
  );
  const given = values.completed === undefined ? '' : ` (given: ${completed}/s)`;
  print('completed, noisy project alone', `${measured.toFixed(0)}/s${given}`);
  print('offered by the noisy project', rate(loud.posted));
  print('accepted of it', rate(accepted(loud)));
  print('refused of it', rate(loud.posted.filter(({ status }) => status !== 202)));
  print(
    'quiet projects: offered, refused',
    `${rate(beside.posted)}, ${beside.posted.length - accepted(beside).length} in all`,
  );
  compare(
    'POST to 202',
    accepted(alone).map(({ tookMs }) => tookMs),
    accepted(beside).map(({ tookMs }) => tookMs),
  );
  compare(
    'POST to log row',
    await untilLogged(quiet, accepted(alone)),
    await untilLogged(quiet, accepted(beside)),
  );
  printGenerator('quiet producer, alone', [alone]);
  printGenerator('quiet producer, beside', [beside]);
  printGenerator('noisy producer', [loud]);
  print('processors used alone', machineAlone);
  print('processors used beside', machineBeside);
  await client.query('delete from pending_runs where project_id = $1', [noisy]);
}

async function createProject(project: string, types: readonly string[]): Promise<void> {
  const headers = { authorization: `Bearer ${system.token}`, 'content-type': 'application/json' };
  const call = async (method: string, path: string, body: unknown) => {
    const response = await fetch(system.api + path, { method, headers, body: JSON.stringify(body) });
    if (!response.ok)
      throw new Error(`${path} was answered with ${response.status}: ${await response.text()}`);
  };
  await call('PUT', `/projects/${project}`, { title: project });
  for (const type of types) {
    await call('POST', `/projects/${project}/integrations`, { type: 'script', script, events: [type] });
  }
}

async function post(
  projects: readonly string[],
  order: Omit<FloodOrder, 'urls' | 'token' | 'bodies'>,
): Promise<FloodReport> {
  const urls = projects.map((project) => `${system.api}/projects/${project}/activities`);
  return await flood({ urls, token: system.token, bodies, ...order }, processorsOfProducers);
}

function accepted({ posted }: FloodReport): readonly Posted[] {
  return posted.filter(({ status }) => status === 202);
}

/** Counts which of the accepted activities the ledger has exactly once, with exactly one run, pending or logged. */
async function countRecorded(project: string, taken: readonly Posted[]): Promise<string> {
  const { rows } = await client.query<{ recorded: number; once: number }>(
    `with recorded as (select id, count(*) as activities from activities where project_id = $1 group by id),
       runs as (select activity_id as id, count(*) as runs from (
         select activity_id from pending_runs where project_id = $1
         union all
         select activity_id from activity_log where project_id = $1 and is_final) as run
         group by activity_id)
     select count(activities)::int as recorded, count(*) filter (where activities = 1 and runs = 1)::int as once
     from unnest($2::text[]) as t (id) left join recorded using (id) left join runs using (id)`,
    [project, taken.map(({ id }) => id)],
  );
  const { recorded = 0, once = 0 } = rows[0] ?? {};
  return `${once} of ${taken.length}${once === taken.length ? '' : ` (recorded: ${recorded}): BROKEN`}`;
}

async function untilNothingIsDue(): Promise<void> {
  for (let tries = 0; tries < 600; tries++) {
    const { rows } = await client.query<{ is_due: boolean }>(
      'select exists (select from pending_runs) as is_due',
    );
    if (rows[0]?.is_due === false) return;
    await delay(200);
  }
  throw new Error('the workers did not catch up within two minutes');
}

/** How many milliseconds each activity took from when it was due to be posted to its log row. */
async function untilLogged(
  projects: readonly string[],
  taken: readonly Posted[],
): Promise<readonly number[]> {
  const at = new Map(taken.map((sample) => [sample.id, sample.at]));
  for (let tries = 0; tries < 600; tries++) {
    const { rows } = await client.query<{ id: string; logged: number }>(
      `select activity_id as id, extract(epoch from logged_at)::float8 * 1000 as logged
       from activity_log where is_final and project_id = any ($1) and activity_id = any ($2)`,
      [projects, [...at.keys()]],
    );
    if (rows.length === at.size) return rows.map(({ id, logged }) => logged - (at.get(id) ?? 0));
    await delay(100);
  }
  throw new Error(`not every activity of the quiet projects had its outcome within a minute`);
}

function rate(some: readonly Posted[]): string {
  return `${(some.length / seconds).toFixed(0)}/s`;
}
