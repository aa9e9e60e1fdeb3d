import type { HealthChange } from '@upshot/shared/health/change';
import { sql } from 'kysely';
import { checkHealth } from '../health/check-health.ts';
import { createTestApp, type TestApp } from './test-app.ts';

/** The application with a project whose integrations fail, and fall behind, as a test says. */
export interface HealthApp extends TestApp {
  add(fields: Readonly<Record<string, unknown>>): Promise<string>;
  addScript(): Promise<string>;
  addHealth(): Promise<string>;
  /** Logs final outcomes of an integration, in their order. */
  log(integration: string, ...outcomes: readonly string[]): Promise<void>;
  /** Adds a run that has been pending for this long. */
  wait(integration: string, ms: number, lane?: number): Promise<void>;
  /** Claims the first lane of an integration now. */
  claim(integration: string): Promise<void>;
  /** Checks, and returns the changes to report, the oldest first; they are then forgotten. */
  news(more?: Partial<typeof healthLimits>): Promise<readonly HealthChange[]>;
}

export const healthLimits = {
  everyMs: 0,
  failures: 3,
  behindMs: 300_000,
  workersMs: 60_000,
  holdMs: 0,
};

export const statusesOf = (changes: readonly HealthChange[]) =>
  changes.map(({ subject, status }) => [subject, status]);

export async function createHealthApp(): Promise<HealthApp> {
  const app = await createTestApp();
  const { database } = app;
  let count = 0;
  const add = async (body: Readonly<Record<string, unknown>>) =>
    (await app.call('POST', '/api/projects/p1/integrations', { body })).json._embedded.entity.id;
  return {
    ...app,
    add,
    addScript: () => add({ type: 'script', script: ';' }),
    addHealth: () => add({ type: 'health.webhook', url: 'https://health.example' }),
    async log(integration, ...outcomes) {
      for (const outcome of outcomes) {
        const error = outcome === 'succeeded' ? null : `reason ${++count}`;
        await sql`
          insert into activity_log (run_id, attempt, is_final, outcome, project_id, integration_id, integration_type,
            activity_id, activity_type, activity_state, activity_recorded_at, error_name, error_message, worker)
          values (${`r${++count}`}, 1, true, ${outcome}, 'p1', ${integration}, 'script', 'a', 't', 'complete', now(),
            'Error', ${error}, 'w')`.execute(database);
      }
    },
    async wait(integration, ms, lane = 0) {
      await sql`
        insert into pending_runs (id, project_id, integration_id, lane, activity_seq, activity_recorded_at,
          activity_id, activity_type, activity_state, activity_bytes)
        values (${`p${++count}`}, 'p1', ${integration}, ${`${integration}.${lane}`}, 1,
          now() - ${ms} * interval '1 ms', 'a', 't', 'complete', 1)`.execute(database);
    },
    async claim(integration) {
      await sql`
        insert into lanes (id, integration_id, claimed_at) values (${`${integration}.0`}, ${integration}, now())
        on conflict (id) do update set claimed_at = now()`.execute(database);
    },
    async news(more = {}) {
      await checkHealth(database, { ...healthLimits, ...more });
      const { rows } = await sql<{ change: HealthChange }>`
        with reported as (delete from pending_runs where activity_type like 'health.%' returning seq, activity_seq)
        select a.body::json -> 'payload' -> 'change' as change
        from reported r join activities a on a.seq = r.activity_seq order by r.seq`.execute(database);
      return rows.map(({ change }) => change);
    },
  };
}
