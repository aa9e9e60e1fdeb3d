import { useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { Button, Form, Input, Label, TextField } from 'react-aria-components';
import { call } from '../../api/client.ts';
import { beginSession } from '../../api/operations.generated.ts';
import { ApiProblem } from '../../api/problem.ts';
import { sessionQuery } from '../../api/session.ts';
import { isInFrame } from '../../shell/frame.ts';
import { useOpenAddress } from './use-open-address.ts';

const route = getRouteApi('/sign-in');

/** Asks for a token; not in a frame, where only links sign in. */
export function SignInPage() {
  return isInFrame ? <EndedInFrame /> : <TokenForm />;
}

function EndedInFrame() {
  return (
    <main className="alone">
      <title>Signed out · Upshot</title>
      <h1>This view has ended</h1>
      <p>The page around it opens it again with a new link.</p>
    </main>
  );
}

/** The token goes to the server once, and is kept nowhere in the browser. */
function TokenForm() {
  const { next } = route.useSearch();
  const openAddress = useOpenAddress();
  const queryClient = useQueryClient();
  const [fault, setFault] = useState<string>();
  const signIn = async (token: string) => {
    try {
      const session = await call(beginSession, { body: { token } });
      queryClient.setQueryData(sessionQuery.queryKey, { session });
      openAddress(next);
    } catch (problem) {
      setFault(problem instanceof ApiProblem ? `${problem.title}. ${problem.message}` : String(problem));
    }
  };
  const submit = (event: React.FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const token = new FormData(event.currentTarget).get('token');
    if (typeof token === 'string') void signIn(token.trim());
  };
  return (
    <main className="alone">
      <title>Sign in · Upshot</title>
      <h1>Sign in to Upshot</h1>
      <Form onSubmit={submit}>
        <TextField name="token" type="password" autoComplete="off" isRequired>
          <Label>Token</Label>
          <Input />
        </TextField>
        <Button type="submit" className="button primary">
          Sign in
        </Button>
      </Form>
      {fault === undefined ? null : (
        <p role="alert" className="field-error">
          {fault}
        </p>
      )}
      <p className="hint">
        A token of scope <code>read</code> shows everything, one of scope <code>admin</code> changes things as
        well. An admin makes one with <code>upshot token:create --scope read</code>.
      </p>
    </main>
  );
}
