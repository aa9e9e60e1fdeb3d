import type { useSession } from '../parts/use-session.ts';

/** A page of a project that the navigation, the palette and the keyboard lead to. */
export interface ProjectPage {
  readonly to:
    | '/p/$project/overview'
    | '/p/$project/activities'
    | '/p/$project/runs'
    | '/p/$project/tail'
    | '/p/$project/integrations'
    | '/p/$project/issues'
    | '/p/$project/system'
    | '/p/$project/sql'
    | '/p/$project/settings';
  readonly title: string;
  /** What is typed after `g`. */
  readonly key: string;
}

/** The pages that a session may see, in their order. */
export function pagesFor({
  canChange,
  seesSystem,
  isPortal,
  isLimited,
}: ReturnType<typeof useSession>): readonly ProjectPage[] {
  return [
    { to: '/p/$project/overview', title: 'Overview', key: 'o' },
    ...(isLimited ? [] : [{ to: '/p/$project/activities', title: 'Activities', key: 'a' } as const]),
    { to: '/p/$project/runs', title: 'Runs', key: 'r' },
    { to: '/p/$project/tail', title: 'Live', key: 'l' },
    { to: '/p/$project/integrations', title: 'Integrations', key: 'i' },
    { to: '/p/$project/issues', title: 'Issues', key: 'u' },
    ...(seesSystem ? [{ to: '/p/$project/system', title: 'System', key: 's' } as const] : []),
    ...(seesSystem && canChange ? [{ to: '/p/$project/sql', title: 'SQL', key: 'q' } as const] : []),
    ...(isPortal ? [] : [{ to: '/p/$project/settings', title: 'Settings', key: 'c' } as const]),
  ];
}
