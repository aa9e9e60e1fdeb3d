import { useQuery } from '@tanstack/react-query';
import { sessionQuery } from '../api/session.ts';

/** What the session may do. What it may not do has no button and no page. */
export function useSession() {
  const session = useQuery(sessionQuery).data?.session ?? undefined;
  return {
    canOperate: session?.can_operate === true,
    canChange: session?.can_change === true,
    /** Whether it is good for every project, and so for the page of the system. */
    seesSystem: session?.project === null,
    /** Whether it began with a link to one project: it reads no variables and no stored values, and edits nothing. */
    isPortal: session !== undefined && session.portal !== null,
    /** Whether it sees some integrations only, and no activities. */
    isLimited: session?.portal?.is_limited === true,
  };
}
