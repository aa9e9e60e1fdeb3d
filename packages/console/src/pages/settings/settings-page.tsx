import { getRouteApi } from '@tanstack/react-router';
import { IgnoredFilters } from '../../parts/ignored-filters.tsx';
import { Tabs } from '../../parts/tabs.tsx';
import { useSession } from '../../parts/use-session.ts';
import { Page } from '../../shell/page.tsx';
import { AboutTab } from './about-tab.tsx';
import { AuditTab } from './audit-tab.tsx';
import { ProjectTab } from './project-tab.tsx';
import type { SettingsTab } from './settings-search.ts';
import { TokensTab } from './tokens-tab.tsx';

const route = getRouteApi('/signed-in/p/$project/settings');

/** Tokens, the project, who changed what, and what runs here. */
export function SettingsPage() {
  const { project } = route.useParams();
  const search = route.useSearch();
  const { canChange } = useSession();
  const tabs: readonly (readonly [SettingsTab, string])[] = [
    ...(canChange ? [['tokens', 'Tokens'] as const] : []),
    ['project', 'Project'],
    ...(canChange ? [['audit', 'Audit'] as const] : []),
    ['about', 'About'],
  ];
  const asked = tabs.find(([id]) => id === search.tab) ?? tabs[0];
  const tab = asked?.[0] ?? 'about';
  return (
    <Page title="Settings">
      <IgnoredFilters search={search} />
      <Tabs label="Parts of the settings" tabs={tabs} current={tab} />
      {tab === 'tokens' ? <TokensTab project={project} showsEnded={search.ended === 'shown'} /> : null}
      {tab === 'project' ? <ProjectTab project={project} /> : null}
      {tab === 'audit' ? <AuditTab project={project} search={search} /> : null}
      {tab === 'about' ? <AboutTab /> : null}
    </Page>
  );
}
