import { readLastOutcomes, type Ending, type LastOutcomes } from '@upshot/ledger/health/outcomes';
import type { Tables } from '@upshot/ledger/tables';
import { hookTypes } from '@upshot/integrations/registry';
import type { Transaction } from 'kysely';
import type { Finding } from './find-changes.ts';

/** Checks the last runs of integrations: so many failures in a row are bad, a success is well. */
export async function checkOutcomes(
  transaction: Transaction<Tables>,
  query: { readonly projects: readonly string[]; readonly from: Date; readonly failures: number },
): Promise<readonly Finding[]> {
  const { projects, from, failures } = query;
  const rows = await readLastOutcomes(transaction, { projects, types: hookTypes, from, count: failures });
  return rows.map((row) => toFinding(row, failures));
}

function toFinding({ project_id, id, name, type, endings }: LastOutcomes, failures: number): Finding {
  const failed = endings.filter(({ outcome }) => outcome !== 'succeeded');
  const [newest] = endings;
  const isBad = failed.length === failures;
  return {
    project: project_id,
    subject: `integration:${id}`,
    kind: 'integration',
    status: isBad ? 'bad' : newest?.outcome === 'succeeded' ? 'ok' : 'unsure',
    since: new Date(endings.at(-1)?.at ?? Date.now()),
    integration: { id, name, type },
    ...(isBad && newest !== undefined ? { failures, lastError: describeEnding(newest) } : {}),
  };
}

function describeEnding({ outcome, name, message }: Ending): string {
  const error = [name, message].filter((part) => part !== null && part !== '').join(': ');
  return error === '' ? outcome : `${outcome}: ${error}`;
}
