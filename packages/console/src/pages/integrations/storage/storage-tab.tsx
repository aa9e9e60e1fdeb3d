import { useQuery } from '@tanstack/react-query';
import { Button } from 'react-aria-components';
import type { StoredValue } from '../../../api/entities.generated.ts';
import { listLimits, listStorage } from '../../../api/operations.generated.ts';
import { ask } from '../../../api/queries.ts';
import { formatCount } from '../../../format.ts';
import { download } from '../../../parts/download.ts';
import { ListTable } from '../../../parts/list-table.tsx';
import { LongText } from '../../../parts/long-text.tsx';
import { ProblemView } from '../../../parts/problem-view.tsx';
import { Time } from '../../../parts/time.tsx';
import { useSession } from '../../../parts/use-session.ts';
import { makeVisible } from '../../../parts/visible-text.ts';
import { words } from '../../../words.ts';
import type { IntegrationParams } from '../integration-params.ts';
import { ImportButton } from './import-button.tsx';
import { joinObject } from './split-object.ts';
import { AddValueButton, ChangeValueButton, DeleteValueButton } from './value-buttons.tsx';

/** What the script of an integration keeps from run to run. */
export function StorageTab({ params }: { readonly params: IntegrationParams }) {
  const { canOperate, canChange } = useSession();
  const { data, error, refetch } = useQuery(ask(listStorage, { params }));
  if (error !== null) return <ProblemView problem={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <p className="hint">Loading …</p>;
  return (
    <>
      <Usage stored={data} />
      <div className="filters">
        {canChange ? <AddValueButton params={params} /> : null}
        {canOperate ? <ExportButton integration={params.integration} stored={data} /> : null}
        {canChange ? <ImportButton params={params} /> : null}
        <Button className="button" onPress={() => void refetch()}>
          Refresh
        </Button>
      </div>
      {data.length === 0 ? (
        <div className="empty">
          <p>Its script has stored nothing yet:</p>
          <pre>{"require('storage').set('count', 1);"}</pre>
        </div>
      ) : (
        <ListTable columns={['Key', 'Value', 'Characters', 'Changed', ...(canChange ? ['Actions'] : [])]}>
          {data.map((item) => (
            <StoredRow key={item.key} params={params} item={item} canChange={canChange} />
          ))}
        </ListTable>
      )}
    </>
  );
}

function Usage({ stored }: { readonly stored: readonly StoredValue[] }) {
  const { data = [] } = useQuery({ ...ask(listLimits), staleTime: Infinity });
  const limit = (name: string) => data.find((item) => item.name === name)?.default;
  const characters = stored.reduce((sum, item) => sum + item.characters, 0);
  return (
    <p>
      {words.keys(stored.length)}
      {words.ofLimit(limit('storage_keys'))}
      {` · ${words.characters(characters)}`}
      {words.ofLimit(limit('storage_characters'))}
    </p>
  );
}

function ExportButton({
  integration,
  stored,
}: {
  readonly integration: string;
  readonly stored: readonly StoredValue[];
}) {
  const members = stored.flatMap(({ key, value }) => (value === undefined ? [] : [[key, value] as const]));
  const secret = stored.length - members.length;
  if (members.length === 0) return null;
  return (
    <>
      <Button className="button" onPress={() => download(`storage-${integration}.json`, joinObject(members))}>
        Export as JSON
      </Button>
      {secret === 0 ? null : (
        <span className="hint">{`without ${words.values(secret)} that hold secrets`}</span>
      )}
    </>
  );
}

function StoredRow({
  params,
  item,
  canChange,
}: {
  readonly params: IntegrationParams;
  readonly item: StoredValue;
  readonly canChange: boolean;
}) {
  const { key, characters, updated_at } = item;
  return (
    <tr>
      <td className="key">
        <code className="broken">{makeVisible(key)}</code>
      </td>
      <td className="wide">
        <ValueText item={item} />
      </td>
      <td>{formatCount(characters)}</td>
      <td className="nowrap">
        <Time iso={updated_at} isRelative />
      </td>
      {canChange ? (
        <td className="row-buttons">
          <ChangeValueButton params={params} item={item} /> <DeleteValueButton params={params} item={item} />
        </td>
      ) : null}
    </tr>
  );
}

function ValueText({ item: { key, value, is_secret } }: { readonly item: StoredValue }) {
  if (is_secret) return <span className="hint">holds a secret, not shown</span>;
  if (value === undefined) return <span className="hint">shown to tokens of scope operate and admin</span>;
  return <LongText text={value} label={`Value of ${key}`} />;
}
