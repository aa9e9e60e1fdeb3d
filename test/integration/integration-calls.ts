import { eventually } from '@upshot/testing/eventually';
import { project, pushActivity, type TestSystem } from '@upshot/testing/system';
import { expect } from 'vitest';

interface Integration {
  readonly name: string;
  readonly paused_at: string | null;
  readonly paused_reason: string | null;
  readonly _links: Readonly<Record<string, { readonly href: string }>>;
}

interface Changed {
  readonly recovered?: number;
  readonly _embedded: { readonly entity: Integration };
}

export interface Entry {
  readonly run_id: string;
  readonly activity_id: string;
  readonly attempt: number;
  readonly is_final: boolean;
  readonly outcome: string;
  readonly output: string;
  readonly script_version: number | null;
  readonly trace_id: string;
  readonly replay_of: string | null;
  readonly replay_id: string | null;
}

/** What tests ask of integrations and their runs. */
export interface IntegrationCalls {
  get(integration: string): Promise<Integration>;
  pause(integration: string, body?: object): Promise<Changed>;
  resume(integration: string, body?: object): Promise<Changed>;
  /** Posts activities in their order, a hundred at a time. */
  postAll(ids: readonly string[], type: string): Promise<void>;
  entriesOf(integration: string): Promise<readonly Entry[]>;
  /** How many runs of an integration are pending. */
  pendingOf(integration: string): Promise<number>;
  /** The final entries of an integration, once there are that many and nothing of it is pending. */
  finals(integration: string, count: number): Promise<readonly Entry[]>;
}

/** The longest list of activities that one request may hold. */
const MAX_LIST = 100;

export function callsOf(system: TestSystem): IntegrationCalls {
  const entriesOf = (integration: string) =>
    system.query<Entry>('select * from activity_log where integration_id = $1 order by seq', [integration]);
  const pendingOf = async (integration: string) =>
    (await system.query('select from pending_runs where integration_id = $1', [integration])).length;
  return {
    get: async (integration: string) => (await system.call('GET', pathOf(integration))) as Integration,
    pause: async (integration: string, body?: object) =>
      (await system.call('POST', `${pathOf(integration)}/pause`, body)) as Changed,
    resume: async (integration: string, body?: object) =>
      (await system.call('POST', `${pathOf(integration)}/resume`, body)) as Changed,
    async postAll(ids: readonly string[], type: string) {
      for (let start = 0; start < ids.length; start += MAX_LIST) {
        const some = ids.slice(start, start + MAX_LIST).map((id) => pushActivity(id, { type }));
        await system.call('POST', `/projects/${project}/activities`, await Promise.all(some));
      }
    },
    entriesOf,
    pendingOf,
    finals: (integration: string, count: number) =>
      eventually(
        async () => {
          const entries = (await entriesOf(integration)).filter(({ is_final }) => is_final);
          expect(entries.length).toBe(count);
          expect(await pendingOf(integration)).toBe(0);
          return entries;
        },
        { withinMs: 60_000 },
      ),
  };
}

export const pathOf = (integration: string) => `/projects/${project}/integrations/${integration}`;
