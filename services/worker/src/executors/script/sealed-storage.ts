import { storedContext } from '@upshot/integrations/secret-context';
import type { StorageWrites } from '@upshot/ledger/runs/settlement';
import type { Redact } from '@upshot/secrets/redact/redact';
import { looksSealed, seal, unseal, type KeyRing } from '@upshot/secrets/seal';

export interface Sealing {
  /** Seals stored values that hold secrets. */
  readonly ring: KeyRing;
  /** Whether every live worker can open sealed values. Without it, secrets are stored plain, as older versions do. */
  readonly maySeal: () => boolean;
}

/** Seals each value in which redaction finds a secret of the integration. The other ones stay as they are. */
export function sealWrites(
  { ring, maySeal }: Sealing,
  integration: string,
  { values, ...rest }: StorageWrites,
  redact: Redact,
): StorageWrites {
  const sealed = [...values].map(([key, json]): [string, string | null] => {
    // A slot that was taken over may store what is not JSON: a text that looks sealed must open, too.
    const mustSeal = json !== null && (looksSealed(json) || (maySeal() && redact(json) !== json));
    return [key, mustSeal ? seal(ring, json, storedContext(integration, key)) : json];
  });
  return { ...rest, values: new Map(sealed) };
}

/** Everything an integration stores, with sealed values opened. Throws when no key fits. */
export function openStored(
  ring: KeyRing,
  integration: string,
  stored: ReadonlyMap<string, string>,
): Map<string, string> {
  const opened = [...stored].map(([key, value]): [string, string] => [
    key,
    looksSealed(value) ? unseal(ring, value, storedContext(integration, key)) : value,
  ]);
  return new Map(opened);
}
