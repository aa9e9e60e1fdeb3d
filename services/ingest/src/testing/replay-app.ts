import type { Outcome } from '@upshot/shared/outcome';
import { sql } from 'kysely';
import { expect } from 'vitest';
import type { DryRunAnswer, ReplayAnswer } from '../replays/replay-schema.ts';
import { createTestApp, type TestApp } from './test-app.ts';

export const base = '/api/projects/p1';

type Headers = Readonly<Record<string, string>>;

/** The ids of the integrations that {@link ReplayApp.reset} adds. */
interface ReplayIntegrations {
  /** Answers pushes in every state. */
  readonly script: string;
  /** Answers pushes to the environment `staging`. */
  readonly other: string;
  /** Answers backups. */
  readonly webhook: string;
}

/** The application with what tests of replays ask of it. */
export interface ReplayApp extends TestApp {
  /** Empties the project and adds three integrations. */
  reset(): Promise<ReplayIntegrations>;
  addIntegration(body: object): Promise<string>;
  post(id: string, over?: object): Promise<void>;
  /** Ends every pending run as a worker would. */
  finishAll(outcome: Outcome, scriptVersion?: number): Promise<void>;
  replay(body: object, headers?: Headers): Promise<ReplayAnswer>;
  dryRun(body: object): Promise<DryRunAnswer>;
  /** Status, code and detail of the problem with a request. Fails the test if the request left a run. */
  refusal(body: unknown, headers?: Headers, token?: string): Promise<readonly unknown[]>;
  /** So that concurrent requests meet in the ledger, rather than one after the other. */
  openConnections(): Promise<void>;
  pending: ReturnType<typeof pendingReader>;
}

/** Starts the application without an integration. */
export async function createReplayApp(): Promise<ReplayApp> {
  const app = await createTestApp();
  const pending = pendingReader(app);
  const addIntegration = async (body: object) =>
    (await app.call('POST', `${base}/integrations`, { body })).json._embedded.entity.id;
  return {
    ...app,
    addIntegration,
    pending,
    async reset() {
      await emptyProject(app);
      return {
        script: await addIntegration({ type: 'script', script: '1', states: ['*'], result: '*' }),
        other: await addIntegration({ type: 'script', script: '2', environments: ['staging'], result: '*' }),
        webhook: await addIntegration({
          type: 'webhook',
          url: 'https://a.example',
          events: ['environment.backup'],
        }),
      };
    },
    async post(id, over = {}) {
      const body = { id, type: 'environment.push', state: 'complete', environments: ['main'], ...over };
      expect((await app.call('POST', `${base}/activities`, { body })).status).toBe(202);
    },
    finishAll: (outcome, scriptVersion = 1) => finishAll(app, outcome, scriptVersion),
    async replay(body, headers = {}) {
      const { status, json } = await app.call('POST', `${base}/replays`, { body, headers });
      expect([status, json]).toMatchObject([202, {}]);
      return json as unknown as ReplayAnswer;
    },
    async dryRun(body) {
      const { status, json } = await app.call('POST', `${base}/replays`, {
        body: { ...body, dry_run: true },
      });
      expect([status, json]).toMatchObject([200, {}]);
      return json as unknown as DryRunAnswer;
    },
    async refusal(body, headers = {}, token) {
      const options = { body, headers, ...(token === undefined ? {} : { token }) };
      const { status, json } = await app.call('POST', `${base}/replays`, options);
      expect((await pending()).length).toBe(0);
      return [status, json.code, json.detail];
    },
    async openConnections() {
      const sleep = () => sql`select pg_sleep(0.1)`.execute(app.database);
      await Promise.all([sleep(), sleep(), sleep(), sleep()]);
    },
  };
}

const pendingReader =
  ({ database }: TestApp) =>
  () =>
    database.selectFrom('pending_runs').selectAll().orderBy('seq').execute();

async function emptyProject({ database }: TestApp): Promise<void> {
  for (const table of [
    'pending_runs',
    'activity_log',
    'activities',
    'activity_identities',
    'replays',
    'integrations',
  ])
    await sql`delete from ${sql.table(table)}`.execute(database);
}

async function finishAll({ database }: TestApp, outcome: Outcome, scriptVersion: number): Promise<void> {
  await sql`
    with done as (delete from pending_runs returning *)
    insert into activity_log (run_id, attempt, is_final, outcome, project_id, integration_id, integration_type,
      script_version, activity_id, activity_type, activity_state, activity_recorded_at, worker, replay_id, replay_of,
      replayed_at)
    select id, 1, true, ${outcome}, project_id, integration_id, 'script', ${scriptVersion}, activity_id, activity_type,
      activity_state, activity_recorded_at, 'w', replay_id, replay_of, replayed_at from done order by seq`.execute(
    database,
  );
}
