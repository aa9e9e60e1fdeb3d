import { useQuery } from '@tanstack/react-query';
import { sessionQuery } from '../api/session.ts';

/** Whether the session may replay, cancel, pause and resume. What it may not do has no button. */
export function useCanOperate(): boolean {
  return useQuery(sessionQuery).data?.session?.can_operate === true;
}
