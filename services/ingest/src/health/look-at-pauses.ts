import type { Tables } from '@upshot/ledger/tables';
import type { HookType } from '@upshot/integrations/registry';
import { sql, type Transaction } from 'kysely';
import type { Finding, KnownState } from './find-changes.ts';

interface Row {
  readonly project_id: string;
  readonly id: string;
  readonly type: HookType;
  readonly paused_at: Date;
  readonly paused_reason: string;
}

/** Finds the integrations that were paused because of their receiver. What people paused themselves is no news to them. */
export async function lookAtPauses(
  transaction: Transaction<Tables>,
  projects: readonly string[],
  known: readonly KnownState[],
): Promise<readonly Finding[]> {
  const { rows } = await sql<Row>`
    /* paused */ select project_id, id, type, paused_at, paused_reason from integrations
    where paused_at is not null and paused_by = 'upshot' and deleted_at is null
      and project_id = any (${projects})`.execute(transaction);
  const paused = rows.map(({ project_id, id, type, paused_at, paused_reason }): Finding => ({
    project: project_id,
    subject: subjectOf(id),
    kind: 'integration',
    status: 'bad',
    since: paused_at,
    integration: { id, type },
    pausedReason: paused_reason,
  }));
  const subjects = new Set(paused.map(({ subject }) => subject));
  const resumed = known
    .filter(({ subject, status }) => status === 'bad' && subject.startsWith(PREFIX) && !subjects.has(subject))
    .map(({ project, subject, integration, since }): Finding => {
      return { project, subject, kind: 'integration', status: 'ok', since, integration, isResumed: true };
    });
  return [...paused, ...resumed];
}

const PREFIX = 'paused:';

function subjectOf(id: string): string {
  return `${PREFIX}${id}`;
}
