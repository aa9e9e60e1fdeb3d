import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { Button, Checkbox } from 'react-aria-components';
import type { NewToken, Token } from '../../api/entities.generated.ts';
import { getDiagnosis, listTokens } from '../../api/operations.generated.ts';
import { ask } from '../../api/queries.ts';
import { Badge } from '../../parts/badge.tsx';
import { CopyButton } from '../../parts/copy-button.tsx';
import { ListTable } from '../../parts/list-table.tsx';
import { ProblemView } from '../../parts/problem-view.tsx';
import { Time } from '../../parts/time.tsx';
import { useNow } from '../../parts/use-now.ts';
import { makeVisible } from '../../parts/visible-text.ts';
import { CreateTokenButton, RevokeTokenButton } from './token-buttons.tsx';

const route = getRouteApi('/signed-in/p/$project/settings');

/** Who may use the API, and how far. A token itself is shown once, when it is made. */
export function TokensTab({
  project,
  showsEnded,
}: {
  readonly project: string;
  readonly showsEnded: boolean;
}) {
  const navigate = route.useNavigate();
  const now = useNow();
  const [made, setMade] = useState<NewToken>();
  const { data, error, refetch } = useQuery(ask(listTokens));
  const own = useQuery(ask(getDiagnosis)).data?.token.id;
  if (error !== null) return <ProblemView problem={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <p className="hint">Loading …</p>;
  const shown = data.filter((token) => showsEnded || stateOf(token, now) === 'active');
  return (
    <>
      <div className="filters">
        <CreateTokenButton project={project} onMade={setMade} />
        <Checkbox
          className="checkbox"
          isSelected={showsEnded}
          onChange={(isOn) =>
            void navigate({ search: (former) => ({ ...former, ended: isOn ? 'shown' : undefined }) })
          }
        >
          <span aria-hidden="true" className="box" /> Also revoked and expired
        </Checkbox>
      </div>
      {made === undefined ? null : <MadeToken token={made} onDone={() => setMade(undefined)} />}
      {shown.length === 0 ? (
        <p className="empty">There is no token yet.</p>
      ) : (
        <ListTable columns={['Name', 'Scope', 'Project', 'Created', 'Expires', 'State', 'Actions']}>
          {shown.map((token) => (
            <TokenRow key={token.id} token={token} state={stateOf(token, now)} isOwn={token.id === own} />
          ))}
        </ListTable>
      )}
    </>
  );
}

type TokenState = 'active' | 'revoked' | 'expired';

function stateOf({ revoked_at, expires_at }: Token, now: number): TokenState {
  if (revoked_at !== null) return 'revoked';
  return expires_at !== null && Date.parse(expires_at) <= now ? 'expired' : 'active';
}

function TokenRow({
  token,
  state,
  isOwn,
}: {
  readonly token: Token;
  readonly state: TokenState;
  readonly isOwn: boolean;
}) {
  const { id, name, scope, project, created_at, expires_at } = token;
  return (
    <tr>
      <td className="key">
        {makeVisible(name)} <code className="hint">{id}</code>
        {isOwn ? ' (yours)' : ''}
      </td>
      <td>{scope}</td>
      <td>{project ?? 'every project'}</td>
      <td className="nowrap">
        <Time iso={created_at} isRelative />
      </td>
      <td className="nowrap">{expires_at === null ? 'never' : <Time iso={expires_at} />}</td>
      <td>
        <Badge tone={state === 'active' ? 'good' : 'quiet'}>{state}</Badge>
      </td>
      <td className="row-buttons">
        {state === 'active' ? <RevokeTokenButton token={token} isOwn={isOwn} /> : null}
      </td>
    </tr>
  );
}

function MadeToken({ token, onDone }: { readonly token: NewToken; readonly onDone: () => void }) {
  return (
    <section className="banner warn" aria-label="New token">
      <p>The token of {makeVisible(token.name)}. Copy it now: it is not shown again.</p>
      <p>
        <code className="broken">{token.token}</code>
      </p>
      <div className="filters">
        <CopyButton text={token.token}>Copy token</CopyButton>
        <Button className="button" onPress={onDone}>
          Hide it
        </Button>
      </div>
    </section>
  );
}
