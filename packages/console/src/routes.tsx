import type { QueryClient } from '@tanstack/react-query';
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
  type ParsedLocation,
} from '@tanstack/react-router';
import { listProjects } from './api/operations.generated.ts';
import { ask } from './api/queries.ts';
import { sessionQuery } from './api/session.ts';
import { activitiesSearch, activitySearch } from './pages/activities/activities-search.ts';
import { benchSearch } from './pages/bench/bench-search.ts';
import { integrationSearch } from './pages/integrations/integrations-search.ts';
import { issueSearch, issuesSearch } from './pages/issues/issues-search.ts';
import { liveSearch } from './pages/live/live-search.ts';
import { runSearch, runsSearch } from './pages/runs/runs-search.ts';
import { settingsSearch } from './pages/settings/settings-search.ts';
import { sqlSearch } from './pages/sql/sql-search.ts';
import { versionsSearch } from './pages/versions/versions-search.ts';
import { defineSearch, parseSearch, stringifySearch, text } from './search.ts';
import { ProjectLayout } from './shell/project-layout.tsx';
import { ProblemPage } from './shell/problem-page.tsx';
import { RootLayout } from './shell/root-layout.tsx';
import { NotFoundPage } from './shell/not-found-page.tsx';

interface Context {
  readonly queryClient: QueryClient;
}

const root = createRootRouteWithContext<Context>()({
  component: RootLayout,
  errorComponent: ProblemPage,
  notFoundComponent: NotFoundPage,
});

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: defineSearch({ next: text }),
  component: lazyRouteComponent(() => import('./pages/sign-in/sign-in-page.tsx'), 'SignInPage'),
});

const open = createRoute({
  getParentRoute: () => root,
  path: '/open',
  component: lazyRouteComponent(() => import('./pages/sign-in/open-link-page.tsx'), 'OpenLinkPage'),
});

const apiReference = createRoute({
  getParentRoute: () => root,
  path: '/api-reference',
  component: lazyRouteComponent(
    () => import('./pages/api-reference/api-reference-layout.tsx'),
    'ApiReferenceLayout',
  ),
});

const apiOperations = createRoute({
  getParentRoute: () => apiReference,
  path: '/',
  validateSearch: defineSearch({ find: text }),
  component: lazyRouteComponent(
    () => import('./pages/api-reference/api-reference-page.tsx'),
    'ApiReferencePage',
  ),
});

const apiOperation = createRoute({
  getParentRoute: () => apiReference,
  path: '/$operation',
  component: lazyRouteComponent(() => import('./pages/api-reference/operation-page.tsx'), 'OperationPage'),
});

const apiSchema = createRoute({
  getParentRoute: () => apiReference,
  path: '/schemas/$schema',
  component: lazyRouteComponent(() => import('./pages/api-reference/schema-page.tsx'), 'SchemaPage'),
});

/** Everything below it takes a session. */
const signedIn = createRoute({
  getParentRoute: () => root,
  id: 'signed-in',
  beforeLoad: ({ context, location }) => requireSession(context, location),
});

const home = createRoute({
  getParentRoute: () => signedIn,
  path: '/',
  beforeLoad: ({ context }) => openFirstProject(context),
  component: lazyRouteComponent(() => import('./pages/home/no-projects-page.tsx'), 'NoProjectsPage'),
});

const go = createRoute({
  getParentRoute: () => signedIn,
  path: '/go/$id',
  component: lazyRouteComponent(() => import('./pages/go/go-page.tsx'), 'GoPage'),
});

const project = createRoute({
  getParentRoute: () => signedIn,
  path: '/p/$project',
  component: ProjectLayout,
});

const start = createRoute({
  getParentRoute: () => project,
  path: '/',
  beforeLoad: async ({ context, params }) => {
    const { session } = await context.queryClient.fetchQuery(sessionQuery);
    const isLimited = session?.portal?.is_limited === true;
    throw redirect({ to: isLimited ? '/p/$project/runs' : '/p/$project/overview', params, replace: true });
  },
});

const overview = createRoute({
  getParentRoute: () => project,
  path: '/overview',
  component: lazyRouteComponent(() => import('./pages/overview/overview-page.tsx'), 'OverviewPage'),
});

const activities = createRoute({
  getParentRoute: () => project,
  path: '/activities',
  validateSearch: activitiesSearch,
  component: lazyRouteComponent(() => import('./pages/activities/activities-page.tsx'), 'ActivitiesPage'),
});

const activity = createRoute({
  getParentRoute: () => project,
  path: '/activities/$activity',
  validateSearch: activitySearch,
  component: lazyRouteComponent(() => import('./pages/activities/activity-page.tsx'), 'ActivityPage'),
});

const runs = createRoute({
  getParentRoute: () => project,
  path: '/runs',
  validateSearch: runsSearch,
  component: lazyRouteComponent(() => import('./pages/runs/runs-page.tsx'), 'RunsPage'),
});

const run = createRoute({
  getParentRoute: () => project,
  path: '/runs/$run',
  validateSearch: runSearch,
  component: lazyRouteComponent(() => import('./pages/runs/run-page.tsx'), 'RunPage'),
});

const live = createRoute({
  getParentRoute: () => project,
  path: '/tail',
  validateSearch: liveSearch,
  component: lazyRouteComponent(() => import('./pages/live/live-page.tsx'), 'LivePage'),
});

const integrations = createRoute({
  getParentRoute: () => project,
  path: '/integrations',
  component: lazyRouteComponent(
    () => import('./pages/integrations/integrations-page.tsx'),
    'IntegrationsPage',
  ),
});

const integration = createRoute({
  getParentRoute: () => project,
  path: '/integrations/$integration',
  validateSearch: integrationSearch,
  component: lazyRouteComponent(() => import('./pages/integrations/integration-page.tsx'), 'IntegrationPage'),
});

const bench = createRoute({
  getParentRoute: () => project,
  path: '/integrations/$integration/script',
  validateSearch: benchSearch,
  component: lazyRouteComponent(() => import('./pages/bench/bench-page.tsx'), 'BenchPage'),
});

const versions = createRoute({
  getParentRoute: () => project,
  path: '/integrations/$integration/versions',
  validateSearch: versionsSearch,
  component: lazyRouteComponent(() => import('./pages/versions/versions-page.tsx'), 'VersionsPage'),
});

const system = createRoute({
  getParentRoute: () => project,
  path: '/system',
  component: lazyRouteComponent(() => import('./pages/system/system-page.tsx'), 'SystemPage'),
});

const settings = createRoute({
  getParentRoute: () => project,
  path: '/settings',
  validateSearch: settingsSearch,
  component: lazyRouteComponent(() => import('./pages/settings/settings-page.tsx'), 'SettingsPage'),
});

/** Where the audit was. */
const changes = createRoute({
  getParentRoute: () => project,
  path: '/changes',
  beforeLoad: ({ params }) => {
    throw redirect({ to: '/p/$project/settings', params, search: { tab: 'audit' }, replace: true });
  },
});

const issues = createRoute({
  getParentRoute: () => project,
  path: '/issues',
  validateSearch: issuesSearch,
  component: lazyRouteComponent(() => import('./pages/issues/issues-page.tsx'), 'IssuesPage'),
});

const issue = createRoute({
  getParentRoute: () => project,
  path: '/issues/$issue',
  validateSearch: issueSearch,
  component: lazyRouteComponent(() => import('./pages/issues/issue-page.tsx'), 'IssuePage'),
});

const sql = createRoute({
  getParentRoute: () => project,
  path: '/sql',
  validateSearch: sqlSearch,
  component: lazyRouteComponent(() => import('./pages/sql/sql-page.tsx'), 'SqlPage'),
});

const routeTree = root.addChildren([
  signIn,
  open,
  apiReference.addChildren([apiOperations, apiOperation, apiSchema]),
  signedIn.addChildren([
    home,
    go,
    project.addChildren([
      start,
      overview,
      activities,
      activity,
      runs,
      run,
      live,
      integrations,
      integration,
      bench,
      versions,
      system,
      settings,
      changes,
      issues,
      issue,
      sql,
    ]),
  ]),
]);

/** Creates the router of the page, below the address that the server gave as its base. */
export function createConsoleRouter(queryClient: QueryClient) {
  return createRouter({
    routeTree,
    basepath: new URL(document.baseURI).pathname,
    context: { queryClient },
    parseSearch,
    stringifySearch,
    defaultPreload: 'intent',
    defaultPreloadStaleTime: 0,
    scrollRestoration: true,
  });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createConsoleRouter>;
  }
}

async function requireSession({ queryClient }: Context, { publicHref }: ParsedLocation): Promise<void> {
  const { session } = await queryClient.fetchQuery(sessionQuery);
  if (session === null) throw redirect({ to: '/sign-in', search: { next: publicHref } });
}

async function openFirstProject({ queryClient }: Context): Promise<void> {
  const [first] = await queryClient.fetchQuery(ask(listProjects));
  if (first !== undefined)
    throw redirect({ to: '/p/$project', params: { project: first.id }, replace: true });
}
