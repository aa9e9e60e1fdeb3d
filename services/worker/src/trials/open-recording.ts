import { recordingContext } from '@upshot/integrations/secret-context';
import type { Database } from '@upshot/ledger/connect';
import type { CurrentIntegrationRow } from '@upshot/ledger/integrations/read-current';
import { findRecording } from '@upshot/ledger/recordings/find';
import { unseal, type KeyRing } from '@upshot/secrets/seal';
import type { Cassette } from '@upshot/trial/cassette/cassette-schema';
import { openCassette, type OpenCassette } from '@upshot/trial/cassette/open-cassette';
import { openIntegration } from '../lanes/open-integration.ts';

/** An attempt of a project's run. */
interface RecordedAttempt {
  readonly project: string;
  readonly run: string;
  readonly attempt: number;
}

/**
 * Opens the cassette of an attempt, with the sensitive variables that its integration has today. Undefined when it was
 * not recorded, or no longer.
 */
export async function openRecording(
  { database, ring }: { readonly database: Database; readonly ring: KeyRing },
  { project, run, attempt }: RecordedAttempt,
  current: CurrentIntegrationRow<'script'>,
): Promise<{ readonly cassette: Cassette; readonly opened: OpenCassette } | undefined> {
  const recording = await findRecording(database, { project, run }, attempt);
  if (recording === undefined) return undefined;
  const text = unseal(ring, recording.cassette_sealed, recordingContext(run, attempt));
  const cassette = JSON.parse(text) as Cassette;
  const { variables, secrets } = openIntegration(current, ring);
  const given = { variables: sensitiveOf(current, variables), secrets, match: 'exact' } as const;
  return { cassette, opened: openCassette(cassette, given) };
}

/** What takes the place of the secrets of a cassette; other variables are as they were. */
function sensitiveOf(
  { variables: rows }: CurrentIntegrationRow<'script'>,
  variables: string,
): Readonly<Record<string, unknown>> {
  const names = new Set(rows.filter(({ value_sealed }) => value_sealed !== null).map(({ name }) => name));
  const values = JSON.parse(variables) as Readonly<Record<string, unknown>>;
  return Object.fromEntries(Object.entries(values).filter(([name]) => names.has(name)));
}
