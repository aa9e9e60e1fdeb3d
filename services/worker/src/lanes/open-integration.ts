import type { CurrentIntegrationRow, SealedVariable } from '@upshot/ledger/integrations/read-current';
import { rateOf } from '@upshot/ledger/lanes/rate-limit';
import { definitionOf } from '@upshot/integrations/registry';
import { secretContext } from '@upshot/integrations/secret-context';
import { secretsOfVariables } from '@upshot/secrets/redact/secrets-of-variables';
import { unseal, type KeyRing } from '@upshot/secrets/seal';
import type { CurrentIntegration, ExecutableType } from '../executors/executors.ts';

/** Opens what is sealed of an integration and its variables. Throws when no key fits. */
export function openIntegration(
  row: CurrentIntegrationRow<ExecutableType>,
  ring: KeyRing,
): CurrentIntegration {
  const variables = row.variables.map((variable) => ({ ...variable, text: openVariable(variable, ring) }));
  const rate = rateOf(row);
  return {
    type: row.type,
    id: row.id,
    name: row.name,
    concurrency: row.concurrency,
    ...(rate === undefined ? {} : { rate }),
    fields: openFields(row, ring),
    version: row.script_version ?? undefined,
    settings: row.settings_text,
    project: row.project,
    variables: toJsonText(variables),
    secrets: secretsOfVariables(variables.filter(({ value_sealed }) => value_sealed !== null)),
    ...(row.recording === null ? {} : { recording: row.recording }),
  } as CurrentIntegration;
}

/** The variables as one JSON object; values that are JSON already are not parsed. */
function toJsonText(variables: readonly (OpenVariable & { readonly name: string })[]): string {
  const members = variables.map(({ name, text, is_json }) => {
    return `${JSON.stringify(name)}:${is_json ? text : JSON.stringify(text)}`;
  });
  return `{${members.join(',')}}`;
}

/** Each field from where it is kept, or its default. */
function openFields(row: CurrentIntegrationRow<ExecutableType>, ring: KeyRing): object {
  const values = Object.entries(definitionOf(row.type).fields).map(([name, { keptIn, default: preset }]) => {
    if (keptIn === 'script_versions') return [name, row.source ?? ''];
    if (keptIn === 'settings') return [name, row.settings[name] ?? preset];
    const sealed = row.sealed[name];
    return [name, sealed === undefined ? preset : unseal(ring, sealed, secretContext(row.id, name))];
  });
  return Object.fromEntries(values) as object;
}

interface OpenVariable {
  readonly text: string;
  readonly is_json: boolean;
}

function openVariable(variable: SealedVariable, ring: KeyRing): string {
  if (variable.value_sealed === null) return variable.value ?? '';
  return unseal(ring, variable.value_sealed, `variable:${variable.id}`);
}
