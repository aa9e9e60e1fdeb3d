import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { Button } from 'react-aria-components';
import { call } from '../../api/client.ts';
import { beginSession } from '../../api/operations.generated.ts';
import { sessionQuery } from '../../api/session.ts';
import { initialAddress } from '../../initial-address.ts';
import { ProblemView } from '../../parts/problem-view.tsx';
import { isInFrame } from '../../shell/frame.ts';

type Step =
  | { readonly name: 'opening' }
  | { readonly name: 'asking'; readonly scope: string }
  | { readonly name: 'refused'; readonly problem: unknown };

/** Signs in with the key of a one-time link, which stands in the fragment. */
export function OpenLinkPage() {
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const [step, setStep] = useState<Step>(firstStep);
  const isUsed = useRef(false);
  const open = async () => {
    try {
      const key = takeKey();
      const session = await call(beginSession, { body: { key } });
      // What a former session has read; its own query stays, which pages watch.
      queryClient.removeQueries({ predicate: ({ queryKey: [path] }) => path !== sessionQuery.queryKey[0] });
      queryClient.setQueryData(sessionQuery.queryKey, { session });
      await navigate({ to: '/', replace: true });
    } catch (problem) {
      setStep({ name: 'refused', problem });
    }
  };
  const begin = useEffectEvent(async () => {
    const { session } = await queryClient.fetchQuery(sessionQuery).catch(() => ({ session: null }));
    if (session === null || isInFrame) await open();
    else setStep({ name: 'asking', scope: session.scope });
  });
  useEffect(() => {
    if (isUsed.current || isInWrongPlace) return;
    isUsed.current = true;
    void begin();
  }, []);
  return (
    <main className="alone">
      <title>Sign in · Upshot</title>
      <h1>Signing in</h1>
      {step.name === 'asking' ? (
        <Question
          scope={step.scope}
          onOpen={() => {
            setStep({ name: 'opening' });
            void open();
          }}
          onKeep={() => void navigate({ to: '/', replace: true })}
        />
      ) : null}
      {step.name === 'refused' ? (
        <>
          <ProblemView problem={step.problem} />
          {isInFrame ? null : (
            <Button
              className="button primary"
              onPress={() => void navigate({ to: '/sign-in', replace: true })}
            >
              Sign in with a token
            </Button>
          )}
        </>
      ) : null}
    </main>
  );
}

/** Another person's link must not replace a session unasked. */
function Question({
  scope,
  onOpen,
  onKeep,
}: {
  readonly scope: string;
  readonly onOpen: () => void;
  readonly onKeep: () => void;
}) {
  return (
    <>
      <p>{`This browser is signed in already, with scope ${scope}. The link replaces that session.`}</p>
      <p className="buttons">
        <Button className="button primary" onPress={onOpen}>
          Open the link
        </Button>{' '}
        <Button className="button" onPress={onKeep}>
          Keep the session
        </Button>
      </p>
    </>
  );
}

/** The origins that may frame the page stand in the address of a link that was made for frames. */
const isInWrongPlace = !isInFrame && new URLSearchParams(initialAddress.query).has('e');

function firstStep(): Step {
  if (!isInWrongPlace) return { name: 'opening' };
  const text = 'This link opens in a frame of the page that it was made for. It was not used.';
  return { name: 'refused', problem: new Error(text) };
}

/** Takes the key out of the address, where it would stay in the history of the browser. */
function takeKey(): string {
  const { hash, pathname, search } = window.location;
  const key = new URLSearchParams(hash.slice(1)).get('k');
  if (key === null || key === '') throw new Error('This address has no key of a link. Ask for a new link.');
  window.history.replaceState(window.history.state, '', `${pathname}${search}`);
  return key;
}
