import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { Button } from 'react-aria-components';
import { call } from '../../api/client.ts';
import { beginSession } from '../../api/operations.generated.ts';
import { sessionQuery } from '../../api/session.ts';
import { ProblemView } from '../../parts/problem-view.tsx';

/** Signs in with the key of a one-time link, which stands in the fragment. */
export function OpenLinkPage() {
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const [problem, setProblem] = useState<unknown>();
  const isUsed = useRef(false);
  useEffect(() => {
    if (isUsed.current) return;
    isUsed.current = true;
    const open = async () => {
      try {
        const key = new URLSearchParams(window.location.hash.slice(1)).get('k') ?? '';
        const session = await call(beginSession, { body: { key } });
        queryClient.setQueryData(sessionQuery.queryKey, { session });
        await navigate({ to: '/', replace: true });
      } catch (fault) {
        setProblem(fault);
      }
    };
    void open();
  }, [navigate, queryClient]);
  return (
    <main className="alone">
      <title>Sign in · Upshot</title>
      <h1>Signing in</h1>
      {problem === undefined ? null : (
        <>
          <ProblemView problem={problem} />
          <Button className="button primary" onPress={() => void navigate({ to: '/sign-in', replace: true })}>
            Sign in with a token
          </Button>
        </>
      )}
    </main>
  );
}
