import { useQuery } from '@tanstack/react-query';
import type { Variable } from '../../../api/entities.generated.ts';
import { listVariables } from '../../../api/operations.generated.ts';
import { ask } from '../../../api/queries.ts';
import { ListTable } from '../../../parts/list-table.tsx';
import { LongText } from '../../../parts/long-text.tsx';
import { ProblemView } from '../../../parts/problem-view.tsx';
import { Time } from '../../../parts/time.tsx';
import { useSession } from '../../../parts/use-session.ts';
import { makeVisible } from '../../../parts/visible-text.ts';
import type { IntegrationParams } from '../integration-params.ts';
import { AddVariableButton, ChangeVariableButton, DeleteVariableButton } from './variable-buttons.tsx';

/** The variables of an integration. The server never answers a sensitive value. */
export function VariablesTab({ params }: { readonly params: IntegrationParams }) {
  const { canChange } = useSession();
  const { data, error, refetch } = useQuery(ask(listVariables, { params }));
  if (error !== null) return <ProblemView problem={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <p className="hint">Loading …</p>;
  return (
    <>
      {canChange ? (
        <div className="filters">
          <AddVariableButton params={params} />
        </div>
      ) : null}
      {data.length === 0 ? (
        <div className="empty">
          <p>It has no variables yet. Its script reads them as members of `variables`. Set one:</p>
          <pre>{`upshot integration:variable:create ${params.integration} --name NAME --value VALUE`}</pre>
        </div>
      ) : (
        <ListTable columns={['Name', 'Value', 'Changed', ...(canChange ? ['Actions'] : [])]}>
          {data.map((variable) => (
            <VariableRow key={variable.id} params={params} variable={variable} canChange={canChange} />
          ))}
        </ListTable>
      )}
    </>
  );
}

function VariableRow({
  params,
  variable,
  canChange,
}: {
  readonly params: IntegrationParams;
  readonly variable: Variable;
  readonly canChange: boolean;
}) {
  const { name, value, is_json, is_sensitive, created_at, updated_at } = variable;
  return (
    <tr>
      <td className="key">
        <code>{makeVisible(name)}</code>
        {is_json ? ' JSON' : ''}
      </td>
      <td className="wide">
        {is_sensitive ? (
          <span className="hint">sensitive, not shown</span>
        ) : (
          <LongText text={value ?? ''} label={`Value of ${name}`} />
        )}
      </td>
      <td className="nowrap">
        <Time iso={updated_at ?? created_at} isRelative />
      </td>
      {canChange ? (
        <td className="row-buttons">
          <ChangeVariableButton params={params} variable={variable} />{' '}
          <DeleteVariableButton params={params} variable={variable} />
        </td>
      ) : null}
    </tr>
  );
}
