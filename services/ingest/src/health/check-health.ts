import type { Database } from '@upshot/ledger/connect';
import { findMonitoredProjects } from '@upshot/ledger/health/monitored';
import { updateSilentRecipients } from '@upshot/ledger/health/silent-recipients';
import { readStates, type KnownState } from '@upshot/ledger/health/states';
import { takeCheckTurn, type CheckTurn } from '@upshot/ledger/health/turn';
import { findWaitingIntegrations, isAnyoneClaiming } from '@upshot/ledger/health/waiting';
import type { Tables } from '@upshot/ledger/tables';
import { mailGroups } from '@upshot/integrations/health-email/mailbox';
import { hookTypes } from '@upshot/integrations/registry';
import type { Transaction } from 'kysely';
import { checkLanes, checkWorkers } from './check-lanes.ts';
import { checkOutcomes } from './check-outcomes.ts';
import { checkPauses } from './check-pauses.ts';
import { findChanges, type Finding } from './find-changes.ts';
import { adoptNotifications } from './adopt-notifications.ts';
import { recordChanges } from './record-changes.ts';

/** What counts as bad, and how often to check. Times are milliseconds. */
export interface HealthLimits {
  readonly everyMs: number;
  readonly failures: number;
  readonly behindMs: number;
  readonly workersMs: number;
  readonly holdMs: number;
}

/** An outcome may be committed this much later than its time says. */
const COMMIT_MS = 60_000;

/** The changes that a check found, and the lanes that have new work because of them. */
export interface HealthCheck {
  readonly changes: number;
  readonly lanes: readonly string[];
}

/**
 * Checks once whether anything became bad or well again, unless another process has just done so or is doing it. Each
 * change is recorded as an activity of type `health.*`, in the transaction that changes the state.
 */
export async function checkHealth(database: Database, limits: HealthLimits): Promise<HealthCheck> {
  return await database.transaction().execute(async (transaction) => {
    const turn = await takeCheckTurn(transaction, limits.everyMs);
    if (turn === undefined) return { changes: 0, lanes: [] };
    const adopted = await adoptNotifications(transaction);
    const silentRecipients = await updateSilentRecipients(transaction, mailGroups);
    const projects = await findMonitoredProjects(transaction, silentRecipients);
    const known = await readStates(transaction, silentRecipients);
    if (projects.length === 0) return { changes: 0, lanes: adopted };
    const findings = await findAll(transaction, projects, known, { ...limits, ...turn });
    const changes = findChanges(findings, known, { now: turn.now, holdMs: limits.holdMs });
    const lanes = await recordChanges(transaction, changes, { now: turn.now, silentRecipients });
    return { changes: changes.length, lanes: [...adopted, ...lanes] };
  });
}

async function findAll(
  transaction: Transaction<Tables>,
  projects: readonly string[],
  known: readonly KnownState[],
  limits: HealthLimits & CheckTurn,
): Promise<readonly Finding[]> {
  const { checkedAt, holdMs, failures, behindMs, workersMs, now } = limits;
  const from = new Date(checkedAt.getTime() - COMMIT_MS - holdMs);
  const integrations = await checkOutcomes(transaction, { projects, from, failures });
  const waiting = await findWaitingIntegrations(transaction, { projects, types: hookTypes, behindMs });
  const isDoubtful = waiting.some(({ since }) => now.getTime() - since.getTime() > workersMs);
  const isClaiming = !isDoubtful || (await isAnyoneClaiming(transaction, workersMs));
  const workers = checkWorkers(projects, waiting, isClaiming, limits);
  const withoutWorkers = new Set(
    workers.filter(({ status }) => status === 'bad').map(({ project }) => project),
  );
  const deleted = checkDeleted(known);
  const gone = new Set(deleted.map(({ subject }) => subject));
  const pauses = await checkPauses(transaction, projects, known);
  const live = [...integrations, ...pauses, ...checkLanes(waiting, known, withoutWorkers, limits)];
  return [...live.filter(({ subject }) => !gone.has(subject)), ...workers, ...deleted];
}

/** A bad state of an integration that was deleted is over. */
function checkDeleted(known: readonly KnownState[]): readonly Finding[] {
  return known
    .filter(({ isDeleted, status }) => isDeleted && status === 'bad')
    .map(({ project, subject, since, integration }) => {
      const kind = subject.startsWith('lanes:') ? 'lanes' : 'integration';
      return { project, subject, kind, status: 'ok', since, integration, isDeleted: true };
    });
}
