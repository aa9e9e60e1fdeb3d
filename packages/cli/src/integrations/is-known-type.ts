import { integrationTypes, type IntegrationType } from '@upshot/integrations/registry';

/** Types that this program does not know are left to the server to judge. */
export function isKnownType(type: string): type is IntegrationType {
  return (integrationTypes as readonly string[]).includes(type);
}
