import { project, startSystem, type TestSystem } from '@upshot/testing/system';
import { startHealthReceivers, type HealthReceivers } from './health-receivers.ts';

interface Entry {
  readonly attempt: number;
  readonly is_final: boolean;
  readonly outcome: string;
  readonly integration_type: string;
  readonly error_message: string | null;
  readonly output: string;
}

/** What a test of health asks of a system. */
export interface HealthCalls {
  /** The log of an integration. */
  readonly entriesOf: (integration: string) => Promise<readonly Entry[]>;
  /** Posts activities that the integration of this event type answers. */
  readonly post: (type: string, payload: object, times?: number) => Promise<void>;
  /** Adds a script that fails when its activity says so, with a secret in its error. */
  readonly addFailing: (type: string) => Promise<string>;
  /** Adds recipients to the health.email that the project began with, and returns its id. */
  readonly tellAlso: (...recipients: readonly string[]) => Promise<string>;
  readonly remove: (...integrations: readonly string[]) => Promise<void>;
}

/** A whole system that notifies test receivers of its health. */
export interface HealthSystem extends HealthCalls, AsyncDisposable {
  readonly receivers: HealthReceivers;
  readonly system: TestSystem;
}

export async function startHealthSystem(): Promise<HealthSystem> {
  const receivers = await startHealthReceivers();
  const system = await startSystem({ environment: receivers.environment });
  return {
    receivers,
    system,
    ...healthCallsOf(system),
    async [Symbol.asyncDispose]() {
      await system[Symbol.asyncDispose]();
      await receivers[Symbol.asyncDispose]();
    },
  };
}

export function healthCallsOf(system: TestSystem): HealthCalls {
  let posted = 0;
  return {
    entriesOf: (integration) =>
      system.query<Entry>('select * from activity_log where integration_id = $1 order by logged_at, seq', [
        integration,
      ]),
    async post(type, payload, times = 1) {
      for (let n = 0; n < times; n++) {
        await system.post({ id: `h${++posted}`, type, state: 'complete', payload });
      }
    },
    async addFailing(type) {
      const script = `if (activity.payload.fail)
        throw new Error('boom <!channel>\\r\\nBcc: evil@example.org ' + variables.api_key)`;
      const id = await system.addIntegration({ type: 'script', script, events: [type] });
      const variable = { name: 'api_key', value: 'very-secret-value', is_sensitive: true };
      await system.call('POST', `/projects/${project}/integrations/${id}/variables`, variable);
      return id;
    },
    async tellAlso(...recipients) {
      const path = `/projects/${project}/integrations/health.email`;
      const changed = await system.call('PATCH', path, { recipients: ['#admins', ...recipients] });
      return (changed as { _embedded: { entity: { id: string } } })._embedded.entity.id;
    },
    async remove(...integrations) {
      for (const id of integrations) await system.call('DELETE', `/projects/${project}/integrations/${id}`);
    },
  };
}
