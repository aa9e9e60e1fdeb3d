import { defineSearch, oneOf } from '../../search.ts';

/** The parts of an integration. */
const integrationTabs = ['overview', 'script', 'runs', 'variables', 'storage', 'settings'] as const;

export type IntegrationTab = (typeof integrationTabs)[number];

/** Which part of an integration is shown. */
export const integrationSearch = defineSearch({ tab: oneOf(integrationTabs) });
