import { definitionOf, isIntegrationType } from '@upshot/integrations/registry';
import type { Entity } from '../api/entities.ts';

const CHARACTERS = 240;

/** Says in a few lines what an integration does. */
export function summarize(integration: Entity & { readonly type: string }): string {
  const { type } = integration;
  const summary = isIntegrationType(type)
    ? definitionOf(type).summarize(integration)
    : JSON.stringify(ownProperties(integration));
  return summary.length > CHARACTERS ? `${summary.slice(0, CHARACTERS - 3)}...` : summary;
}

function ownProperties(integration: Entity): object {
  const common = ['id', 'type', 'role', 'created_at', 'updated_at', '_links'];
  return Object.fromEntries(Object.entries(integration).filter(([key]) => !common.includes(key)));
}
