import type { Installation } from '@upshot/integrations/installation';
import { checkScript } from '@upshot/sandbox/check-script';
import type { KeyRing } from '@upshot/secrets/seal';

/** What reading and checking integrations needs. */
export interface IntegrationTools {
  readonly ring: KeyRing;
  readonly installation: Installation;
}

/** Puts the tools of one ingest together. */
export function createIntegrationTools(ring: KeyRing): IntegrationTools {
  return { ring, installation: { findScriptFault } };
}

function findScriptFault(source: string): string | undefined {
  const fault = checkScript(source, 'script.js');
  if (fault === undefined) return undefined;
  return `line ${fault.line}, column ${fault.column}: ${fault.message}\n${fault.excerpt}`;
}
