import type { Integration } from '../../api/entities.generated.ts';

/** An integration with a script. */
export type ScriptIntegration = Integration & { readonly script: string; readonly script_version: number };

export function isScript(integration: Integration | undefined): integration is ScriptIntegration {
  return integration?.script !== undefined && integration.script_version !== undefined;
}
