import { defineSearch, oneOf, text } from '../../search.ts';
import { rangeNames } from '../issues/issues-search.ts';

const settingsTabs = ['tokens', 'project', 'audit', 'about'] as const;

export type SettingsTab = (typeof settingsTabs)[number];

/** Which part of the settings is shown, and the filters of its lists. */
export const settingsSearch = defineSearch({
  tab: oneOf(settingsTabs),
  ended: oneOf(['shown']),
  token: text,
  operation: text,
  range: oneOf(rangeNames),
});

export type SettingsSearch = ReturnType<typeof settingsSearch>;
