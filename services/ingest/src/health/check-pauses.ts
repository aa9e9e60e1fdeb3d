import { findPausedEndpoints } from '@upshot/ledger/health/pauses';
import type { KnownState } from '@upshot/ledger/health/states';
import type { Tables } from '@upshot/ledger/tables';
import type { Transaction } from 'kysely';
import type { Finding } from './find-changes.ts';

/** Finds integrations that were paused because of their receiver, or resumed since. A pause by a person is no news. */
export async function checkPauses(
  transaction: Transaction<Tables>,
  projects: readonly string[],
  known: readonly KnownState[],
): Promise<readonly Finding[]> {
  const rows = await findPausedEndpoints(transaction, projects);
  const paused = rows.map(({ project_id, id, name, type, paused_at, paused_reason }): Finding => ({
    project: project_id,
    subject: subjectOf(id),
    kind: 'integration',
    status: 'bad',
    since: paused_at,
    integration: { id, name, type },
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
