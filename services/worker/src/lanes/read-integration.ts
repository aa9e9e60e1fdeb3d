import type { Database } from '@upshot/ledger/connect';
import { readCurrentIntegration } from '@upshot/ledger/integrations/read-current';
import { bytesOfRedactor } from '@upshot/secrets/redact/redact';
import type { KeyRing } from '@upshot/secrets/seal';
import { executableTypes, type CurrentIntegration } from '../executors/executors.ts';
import { openIntegration } from './open-integration.ts';

/**
 * Reads integrations, each (with each version of its script that is asked for) once for every revision of its
 * project.
 */
export interface IntegrationReader {
  /**
   * The integration with its script and its variables, opened: as it was at `revision` of its project, or newer.
   * With `scriptVersion` its script is that version; else the current one. Undefined when it was deleted.
   */
  read(id: string, revision: string, scriptVersion?: number): Promise<CurrentIntegration | undefined>;
}

/** So much of the least recently read integrations is forgotten that the rest, with its masks, takes no more memory. */
const MAX_KEPT_BYTES = 64 * 1024 * 1024;

interface Kept {
  readonly revision: string;
  readonly integration: CurrentIntegration;
  readonly bytes: number;
}

/** Creates the reader of one worker. It keeps integrations of `maxBytes` in all. */
export function createIntegrationReader(
  database: Database,
  ring: KeyRing,
  maxBytes = MAX_KEPT_BYTES,
): IntegrationReader {
  const kept = new Map<string, Kept>();
  let keptBytes = 0;
  const forget = (key: string) => {
    keptBytes -= kept.get(key)?.bytes ?? 0;
    kept.delete(key);
  };
  const keep = (key: string, entry: Kept) => {
    forget(key);
    kept.set(key, entry);
    keptBytes += entry.bytes;
    for (const oldest of kept.keys()) {
      if (keptBytes <= maxBytes) break;
      forget(oldest);
    }
  };
  return {
    async read(id, revision, scriptVersion) {
      const key = scriptVersion === undefined ? id : `${id} ${scriptVersion}`;
      const known = kept.get(key);
      if (known?.revision === revision) {
        keep(key, known);
        return known.integration;
      }
      const row = await readCurrentIntegration(database, { id, scriptVersion, types: executableTypes });
      forget(key);
      if (row === undefined) return undefined;
      const integration = openIntegration(row, ring);
      keep(key, { revision: row.revision, integration, bytes: bytesOf(integration) });
      return integration;
    },
  };
}

/** About so much memory an integration takes, at two bytes a character, with what objects take at least. */
function bytesOf({ fields, project, variables, secrets }: CurrentIntegration): number {
  const own = Object.values(fields).reduce<number>((sum, value) => sum + lengthOf(value), 0);
  return 1024 + 2 * (own + project.length + 2 * variables.length) + bytesOfRedactor(secrets);
}

function lengthOf(value: unknown): number {
  return typeof value === 'string' ? value.length : (JSON.stringify(value)?.length ?? 0);
}
