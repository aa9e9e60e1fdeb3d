import { sql } from 'kysely';
import type { Database } from '../connect.ts';
import { activeIntegration, oldestDueRuns } from './oldest-due.ts';

/** What waits in the ledger, for the metrics. */
export interface Backlog {
  /** By integration type; types without due runs are left out. */
  readonly byType: readonly TypeBacklog[];
  /** Integrations that are paused: by a person, or because of their receiver. */
  readonly paused: { readonly person: number; readonly receiver: number };
}

export interface TypeBacklog {
  readonly type: string;
  /** Lanes with due runs, those under way included. */
  readonly lanes: number;
  /** For how long the oldest due run waits. */
  readonly oldestAgeMs: number;
}

/** Reads what waits. Paused integrations have no due runs. It costs by the number of lanes that have runs. */
export async function readBacklog(database: Database): Promise<Backlog> {
  const { rows: byType } = await sql<TypeBacklog>`
    /* backlog */ with ${oldestDueRuns}
    select i.type, count(*)::int as lanes,
      greatest(0, extract(epoch from now() - min(o.since)) * 1000)::float8 as "oldestAgeMs"
    from oldest o ${activeIntegration}
    group by i.type`.execute(database);
  const { rows } = await sql<Backlog['paused']>`
    /* paused integrations */ select
      count(*) filter (where paused_by <> 'upshot')::int as person,
      count(*) filter (where paused_by = 'upshot')::int as receiver
    from integrations where paused_at is not null and deleted_at is null`.execute(database);
  return { byType, paused: rows[0] ?? { person: 0, receiver: 0 } };
}
