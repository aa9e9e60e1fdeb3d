import type { Database } from '@upshot/ledger/connect';
import { newId } from '@upshot/shared/id';
import { readConfig } from '@upshot/runtime/config';
import { createLogger } from '@upshot/runtime/logger';
import { openLaneQueue, wakeLanes } from '@upshot/runtime/queue';
import { laneId } from '@upshot/shared/lane';
import { parseKeyRing, seal } from '@upshot/secrets/seal';
import { afterAll, beforeAll } from 'vitest';
import { workerSettings } from '../../../../services/worker/src/settings.ts';
import { startWorker } from '../../../../services/worker/src/worker.ts';
import { connectForTest, createTestDatabase } from '@upshot/testing/database';
import { eventually } from '@upshot/testing/eventually';
import { secretKey } from '@upshot/testing/processes';
import { createTestRedis } from '@upshot/testing/redis';
import { readRun, type ScriptRun } from './script-run.ts';

/** What a script is given. `activity` and `project` are values, or the exact JSON text of an activity. */
interface Given {
  readonly activity?: object | string;
  readonly project?: object;
  readonly variables?: readonly Variable[];
}

/** A variable of the integration; `value` is JSON text when `isJson`. */
interface Variable {
  readonly name: string;
  readonly value: string;
  readonly isJson?: boolean;
  readonly isSensitive?: boolean;
}

/** With `UPSHOT_CONFORMANCE=kept`, each script has a context that two runs of another script have used, if it may. */
const runsBefore = process.env['UPSHOT_CONFORMANCE'] === 'kept' ? 2 : 0;

/** Runs scripts as a worker does: claimed from the ledger, in a slot, settled into the activity log. */
export interface ScriptWorker {
  /** Runs a script once, as an integration of its own. */
  readonly runScript: (source: string, given?: Given) => Promise<ScriptRun>;
  /** Runs a script once, expects that it succeeds, and gives the lines it printed. */
  readonly printed: (source: string, given?: Given) => Promise<readonly string[]>;
  /** Adds an integration; each call of what it returns runs a script as the integration's newest. */
  readonly addIntegration: (given?: Given) => Promise<ScriptWorker['runScript']>;
}

/** A worker for the tests of one file, with a database and a queue of its own. It may call this machine. */
export function useScriptWorker(environment: Readonly<Record<string, string>> = {}): ScriptWorker {
  let parts: AsyncDisposableStack | undefined;
  let ledger: Ledger | undefined;
  const started = () => {
    if (ledger === undefined) throw new Error('the worker has not been started');
    return ledger;
  };
  beforeAll(async () => {
    parts = new AsyncDisposableStack();
    ledger = await startParts(parts, environment);
  });
  afterAll(() => parts?.disposeAsync());

  const addIntegration: ScriptWorker['addIntegration'] = async (given = {}) => {
    const id = newId();
    await started().addIntegration(id, given);
    return (source, more = {}) => started().run(id, source, { ...given, ...more });
  };
  const runScript: ScriptWorker['runScript'] = async (source, given) => {
    const run = await addIntegration(given);
    for (let time = 0; time < runsBefore; time += 1) await run(source.includes('_') ? '_' : ';');
    return await run(source);
  };
  return {
    addIntegration,
    runScript,
    async printed(source, given) {
      const run = await runScript(source, given);
      if (run.outcome !== 'succeeded') throw new Error(`${run.outcome}: ${run.error?.stack ?? ''}`);
      return run.printed;
    },
  };
}

async function startParts(
  parts: AsyncDisposableStack,
  environment: Readonly<Record<string, string>>,
): Promise<Ledger> {
  const testDatabase = parts.use(await createTestDatabase());
  const redis = parts.use(await createTestRedis());
  const config = readConfig(workerSettings, {
    DATABASE_URL: testDatabase.url,
    REDIS_URL: redis.url,
    UPSHOT_QUEUE_PREFIX: redis.prefix,
    UPSHOT_SECRET_KEY: secretKey,
    UPSHOT_EGRESS_ALLOW: '127.0.0.1',
    UPSHOT_WARM_SLOTS: '1',
    UPSHOT_OWN_SLOTS: '2',
    ...environment,
  });
  parts.use(await startWorker(config, createLogger('test', 'silent')));
  const queue = openLaneQueue(redis.url, redis.prefix);
  queue.on('error', () => undefined);
  await queue.waitUntilReady();
  parts.defer(() => queue.close());
  const database = connectForTest(testDatabase.url, { maxConnections: 2 });
  parts.defer(() => database.destroy());
  return new Ledger(database, (lane) => wakeLanes(queue, [lane]));
}

/** Writes what ingest would write, and reads what an analyst would read. */
class Ledger {
  readonly #database: Database;
  readonly #wake: (lane: string) => Promise<void>;
  /** The id of the project that has these properties. Scripts of one project share a slot, which saves its start. */
  readonly #projects = new Map<string, string>();
  #seq = 0;
  #version = 0;

  constructor(database: Database, wake: (lane: string) => Promise<void>) {
    this.#database = database;
    this.#wake = wake;
  }

  async addIntegration(id: string, { project = {}, variables = [] }: Given): Promise<void> {
    const project_id = await this.#projectOf(JSON.stringify(project));
    await this.#database
      .insertInto('integrations')
      .values({
        id,
        project_id,
        name: id,
        type: 'script',
        events: ['*'],
        states: ['*'],
        environments: ['*'],
        excluded_environments: [],
        result: '*',
        concurrency: 1,
        script_version: 0,
      })
      .execute();
    if (variables.length === 0) return;
    const rows = variables.map((variable) => variableRow(id, variable));
    await this.#database.insertInto('variables').values(rows).execute();
  }

  async #projectOf(properties: string): Promise<string> {
    const known = this.#projects.get(properties);
    if (known !== undefined) return known;
    const id = newId();
    this.#projects.set(properties, id);
    await this.#database.insertInto('projects').values({ id, title: 'Shop', properties }).execute();
    return id;
  }

  async run(integrationId: string, source: string, { activity = { id: 'a1' } }: Given): Promise<ScriptRun> {
    await this.#setScript(integrationId, source);
    const body = typeof activity === 'string' ? activity : JSON.stringify(activity);
    const run = await this.#addRun(integrationId, body);
    await this.#wake(laneId(integrationId, 0));
    return await eventually(() => readRun(this.#database, run), { withinMs: 40_000 });
  }

  async #setScript(integration_id: string, source: string): Promise<void> {
    this.#version += 1;
    const version = this.#version;
    await this.#database.insertInto('script_versions').values({ integration_id, version, source }).execute();
    await this.#database
      .updateTable('integrations')
      .set({ script_version: version })
      .where('id', '=', integration_id)
      .execute();
  }

  async #addRun(integrationId: string, body: string): Promise<string> {
    this.#seq += 1;
    const [seq, id, now] = [String(this.#seq), newId(), new Date()];
    const { project_id } = await this.#database
      .selectFrom('integrations')
      .select('project_id')
      .where('id', '=', integrationId)
      .executeTakeFirstOrThrow();
    const identity = { project_id, activity_type: 'environment.push', activity_id: id };
    await this.#database
      .insertInto('activities')
      .values({
        seq,
        recorded_at: now,
        project_id,
        id,
        type: 'environment.push',
        state: 'complete',
        result: 'success',
        environments: [],
        created_at: now,
        body,
        receipt: '{}',
      })
      .execute();
    await this.#database
      .insertInto('pending_runs')
      .values({
        ...identity,
        id,
        integration_id: integrationId,
        lane: laneId(integrationId, 0),
        activity_seq: seq,
        activity_recorded_at: now,
        activity_state: 'complete',
        activity_bytes: body.length,
      })
      .execute();
    return id;
  }
}

function variableRow(integrationId: string, { name, value, isJson, isSensitive }: Variable) {
  const id = newId();
  const sealed = isSensitive === true ? seal(parseKeyRing(secretKey), value, `variable:${id}`) : null;
  return {
    id,
    integration_id: integrationId,
    name,
    value: sealed === null ? value : null,
    value_sealed: sealed,
    is_json: isJson === true,
    is_sensitive: isSensitive === true,
    attributes: '{}',
  };
}
