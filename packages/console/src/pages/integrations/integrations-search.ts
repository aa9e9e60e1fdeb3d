import { defineSearch, oneOf } from '../../search.ts';

/** Which part of an integration is shown. */
export const integrationSearch = defineSearch({ tab: oneOf(['overview', 'script', 'variables']) });
