import { useQuery } from '@tanstack/react-query';
import { sessionQuery } from '../api/session.ts';

/** Says that the session could be read on its way. */
export function InsecureBanner() {
  const { data } = useQuery(sessionQuery);
  if (data?.session?.is_secure !== false) return null;
  return (
    <p className="banner warn">
      This page is not encrypted: the session can be read on its way. Put a proxy with TLS before Upshot, and
      set <code>UPSHOT_PUBLIC_URL</code>.
    </p>
  );
}
