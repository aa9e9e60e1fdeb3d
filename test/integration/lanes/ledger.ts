import type { Client } from 'pg';

/** What the ledger says of a project at one moment. */
export interface Ledger {
  /** In the order of the lane's number in the queue: by `seq`. */
  readonly pending: readonly PendingRun[];
  /** In the order of logging. */
  readonly log: readonly LogEntry[];
  readonly lanes: readonly { readonly id: string; readonly epoch: number }[];
  readonly storage: readonly { readonly integration: string; readonly key: string; readonly value: string }[];
  readonly integrations: readonly Integration[];
}

export interface PendingRun {
  readonly id: string;
  readonly seq: number;
  readonly integration: string;
  readonly lane: string;
  readonly attempt: number;
  readonly is_begun: boolean;
  readonly begun_by: string | null;
  /** It waits for the time of its retry, or has waited. */
  readonly is_timed: boolean;
}

export interface LogEntry {
  readonly run: string;
  readonly integration: string;
  readonly activity: string;
  readonly attempt: number;
  readonly outcome: string;
  readonly is_final: boolean;
  readonly is_timed: boolean;
  readonly worker: string;
}

interface Integration {
  readonly id: string;
  readonly type: 'script' | 'webhook';
  readonly concurrency: number;
  readonly is_paused: boolean;
  readonly is_deleted: boolean;
}

/** Reads everything about the project, as of one moment. */
export async function readLedger(client: Client, project: string): Promise<Ledger> {
  const { rows } = await client.query<Ledger>(
    `
    select
      coalesce((select json_agg(json_build_object('id', id, 'seq', seq, 'integration', integration_id, 'lane', lane,
          'attempt', attempt, 'is_begun', begun_at is not null, 'begun_by', begun_by,
          'is_timed', due_at > '-infinity') order by seq)
        from pending_runs where project_id = $1), '[]') as pending,
      coalesce((select json_agg(json_build_object('run', run_id, 'integration', integration_id, 'activity', activity_id,
          'attempt', attempt, 'outcome', outcome, 'is_final', is_final,
          'is_timed', next_attempt_at is not null, 'worker', worker)
          order by seq)
        from activity_log where project_id = $1), '[]') as log,
      coalesce((select json_agg(json_build_object('id', l.id, 'epoch', epoch))
        from lanes l join integrations i on i.id = l.integration_id where i.project_id = $1), '[]') as lanes,
      coalesce((select json_agg(json_build_object('integration', integration_id, 'key', key, 'value', value))
        from storage s join integrations i on i.id = s.integration_id where i.project_id = $1), '[]') as storage,
      coalesce((select json_agg(json_build_object('id', id, 'type', type, 'concurrency', concurrency,
          'is_paused', paused_at is not null, 'is_deleted', deleted_at is not null) order by created_at, id)
        from integrations where project_id = $1), '[]') as integrations`,
    [project],
  );
  const [ledger] = rows;
  if (ledger === undefined) throw new Error('the ledger has no answer');
  return ledger;
}
