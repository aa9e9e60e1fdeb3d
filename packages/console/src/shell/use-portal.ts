import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { sessionQuery } from '../api/session.ts';
import { isInFrame, postHeight } from './frame.ts';
import { applyTheme } from './theme.ts';

/** Shows the console as the link of the session says: with its theme, and as high as it is in the page around it. */
export function usePortal(): void {
  const portal = useQuery({ ...sessionQuery, enabled: false }).data?.session?.portal ?? undefined;
  const theme = portal?.theme ?? undefined;
  useEffect(() => {
    if (theme !== undefined) applyTheme(theme);
  }, [theme]);
  const origins = portal?.embed;
  useEffect(() => {
    if (isInFrame && origins !== undefined) return postHeight(origins);
    return undefined;
  }, [origins]);
}
