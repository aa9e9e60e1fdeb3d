import { useRouter } from '@tanstack/react-router';
import { useEffect, useState } from 'react';

/** Tells screen readers which page was opened: a browser does so only for pages that it loads itself. */
export function Announcer() {
  const router = useRouter();
  const [message, setMessage] = useState('');
  useEffect(
    () =>
      router.subscribe('onRendered', ({ pathChanged }) => {
        if (pathChanged) setMessage(document.title);
      }),
    [router],
  );
  return (
    <div className="visually-hidden" aria-live="polite" role="status">
      {message}
    </div>
  );
}
