import { settleRuns } from '@upshot/testing/settle-runs';
import { startSystem, type TestSystem } from '@upshot/testing/system';
import { runUpshot, type Ended, type RunOptions } from '@upshot/testing/run-upshot';

/** A real ingest on a PostgreSQL database and a Redis of its own, without a worker. */
export interface CliSystem extends TestSystem {
  /** Adds a project of its own for one test. It has no integrations, except on request what a project begins with. */
  addProject(options?: { readonly keepsDefaults: boolean }): Promise<CliProject>;
}

type Fields = Readonly<Record<string, unknown>>;

type Settlement = Parameters<typeof settleRuns>[2];

/** A project of the server, and the command line in it. */
export interface CliProject {
  readonly id: string;
  /** Runs a command in this project; `server` is the address of a proxy. Words are separated by blanks. */
  readonly upshot: (
    line: string | readonly string[],
    options?: RunOptions & { readonly server?: string },
  ) => Promise<Ended>;
  /** Calls the API below the project as an admin. */
  readonly call: <T>(method: string, path: string, body?: unknown) => Promise<T>;
  /** Adds an integration and returns its id. */
  readonly add: (fields: Fields) => Promise<string>;
  /** Adds a script, which answers every completed activity. */
  readonly addScript: () => Promise<string>;
  /** Adds a webhook, which answers every completed activity unless `fields` say otherwise. */
  readonly addWebhook: (fields?: Fields) => Promise<string>;
  /** Records activities in their order. */
  readonly record: (...activities: readonly Fields[]) => Promise<void>;
  /** Settles the pending runs of an integration as a worker would, and returns their ids. */
  readonly settle: (integration: string, over?: Settlement) => Promise<readonly string[]>;
}

/** Starts the server. */
export async function startCliSystem(): Promise<CliSystem> {
  const system = await startSystem({ workers: 0 });
  let count = 0;
  return {
    ...system,
    async addProject({ keepsDefaults } = { keepsDefaults: false }) {
      const id = `project${++count}`;
      await system.call('PUT', `/projects/${id}`, { title: `Project ${count}` });
      const project = openProject(system, id);
      if (!keepsDefaults) await project.call('DELETE', '/integrations/health.email');
      return project;
    },
  };
}

function openProject({ url, databaseUrl, call: callApi }: TestSystem, id: string): CliProject {
  const call = async <T>(method: string, path: string, body?: unknown) =>
    (await callApi(method, `/projects/${id}${path}`, body)) as T;
  const add = async (fields: Fields) => {
    const created = await call<{ _embedded: { entity: { id: string } } }>('POST', '/integrations', fields);
    return created._embedded.entity.id;
  };
  return {
    id,
    upshot(line, { server = url, env, ...options } = {}) {
      const args = typeof line === 'string' ? line.split(' ') : line;
      return runUpshot(server, args, { ...options, env: { UPSHOT_PROJECT: id, ...env } });
    },
    call,
    add,
    addScript: () => add({ type: 'script', events: ['*'], script: 'console.log("hello");\n' }),
    addWebhook: (fields = {}) =>
      add({ type: 'webhook', events: ['*'], url: 'https://example.com/hook', ...fields }),
    async record(...activities) {
      await call('POST', '/activities', activities);
    },
    settle: (integration, over) => settleRuns(databaseUrl, integration, over),
  };
}
