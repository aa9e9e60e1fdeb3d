import type { Database } from '@upshot/ledger/connect';
import { keepRecording } from '@upshot/ledger/recordings/keep';
import { withTimeout } from '@upshot/runtime/with-timeout';
import { recordingContext } from '@upshot/integrations/secret-context';
import { seal, type KeyRing } from '@upshot/secrets/seal';
import type { Cassette } from '@upshot/trial/cassette/cassette-schema';
import type { WorkerEvents } from '../../events.ts';
import type { IntegrationOfType } from '../../model/integration.ts';
import type { Attempt } from '../executor.ts';

/** Keeps cassettes of the integrations whose runs are to be recorded. */
export interface Recordings {
  isWanted(integration: Pick<IntegrationOfType<'script'>, 'id' | 'recording'>): boolean;
  /** Best effort: it never rejects, and an attempt waits for it no longer than two seconds. */
  keep(attempt: Attempt<'script'>, cassette: Cassette): Promise<void>;
}

export interface RecordingsOptions {
  readonly database: Database;
  readonly ring: KeyRing;
  readonly events: Pick<WorkerEvents, 'recordingFailed' | 'recordingDropped'>;
}

/** A longer cassette is not kept. */
const MAX_BYTES = 256 * 1024;

const TIMEOUT_MS = 2000;

/** Creates what keeps the cassettes of one worker. */
export function createRecordings({ database, ring, events }: RecordingsOptions): Recordings {
  /** Orders that are over; a later order of the integration has another name. */
  const over = new Map<string, string>();
  return {
    isWanted: ({ id, recording }) => recording !== undefined && over.get(id) !== recording,
    async keep({ integration, run, number: attempt }, cassette) {
      try {
        const json = JSON.stringify(cassette);
        const bytes = Buffer.byteLength(json);
        if (bytes > MAX_BYTES) return events.recordingDropped(run.id, `its cassette has ${bytes} bytes`);
        const sealed = seal(ring, json, recordingContext(run.id, attempt));
        const key = { run: run.id, attempt, project: run.projectId, integration: integration.id };
        const kept = await withTimeout(keepRecording(database, { ...key, bytes, sealed }), TIMEOUT_MS);
        if (kept === 'full') events.recordingDropped(run.id, 'the project keeps too many cassettes');
        if (kept === 'over' && integration.recording !== undefined)
          over.set(integration.id, integration.recording);
      } catch (fault) {
        events.recordingFailed(run.id, fault);
      }
    },
  };
}
