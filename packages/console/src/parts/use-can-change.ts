import { useQuery } from '@tanstack/react-query';
import { sessionQuery } from '../api/session.ts';

/** Whether the session may change things. What it may not change has no button. */
export function useCanChange(): boolean {
  return useQuery(sessionQuery).data?.session?.can_change === true;
}
